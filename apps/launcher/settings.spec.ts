import { describe, expect, it } from '@jest/globals';
import { parseEnv } from 'node:util';
import { loadConfig, settingNames } from '#platform/config.js';
import { staleFiles } from './settings-command.js';
import { BEGIN, END, envExample, readmeTable, withTable } from './settings.js';

describe('generated settings', () => {
  it('are fresh in the repository (else: node apps/launcher/bootstrap.mjs settings)', () => {
    expect(staleFiles()).toEqual([]);
  });

  it('list every setting, and the defaults they show are the defaults in force', () => {
    const shown = parseEnv(envExample().replace(/^#([A-Z0-9_]+=)/gm, '$1'));
    expect(Object.keys(shown)).toEqual(expect.arrayContaining(settingNames));
    expect(loadConfig({ ...shown, HOME: '/h' })).toMatchObject(
      Object.fromEntries(Object.entries(loadConfig({ HOME: '/h' })).filter(([n]) => !n.endsWith('_DIR'))),
    );
    for (const name of settingNames) expect(readmeTable()).toContain(`\`${name}\``);
  });

  it('go between the markers of the README and nowhere else', () => {
    const fresh = withTable(`a\n${BEGIN}\nold\n${END}\nb`)!;
    expect(fresh).toBe(`a\n${BEGIN}\n${readmeTable()}\n${END}\nb`);
    expect(withTable(fresh)).toBe(fresh);
    expect(withTable('no markers')).toBeNull();
  });
});
