import { readFileSync } from 'node:fs';
const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleNameMapper: {
    '^#(.*)\\.js$': '<rootDir>/libs/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
const code = ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'];
export default {
  testTimeout: 30_000, // a machine may be busy; what takes longer says so itself
  projects: [
    {
      ...base,
      displayName: 'unit',
      roots: code,
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.it\\.spec\\.ts$'],
    },
    { ...base, displayName: 'it', roots: code, testMatch: ['**/*.it.spec.ts'] },
    { ...base, displayName: 'e2e', roots: ['<rootDir>/test'], testMatch: ['**/*.e2e.ts'] },
    { ...base, displayName: 'fault', roots: ['<rootDir>/test'], testMatch: ['**/*.fault.ts'] },
    { ...base, displayName: 'long', roots: ['<rootDir>/test'], testMatch: ['**/*.long.ts'] },
  ],
};
