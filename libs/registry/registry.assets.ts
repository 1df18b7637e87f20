import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CardRules, loadCardRules } from './card-check.js';

/** Files that the registry writes cards and notices with. */
export interface RegistryAssets {
  rules: CardRules;
  /** Full texts of licenses by id. */
  texts: ReadonlyMap<string, string>;
  /** Program and version, e.g. `Luthier 0.1.0`. */
  madeBy: string;
}

/** DI token. */
export const REGISTRY_ASSETS = 'REGISTRY_ASSETS';

/** Reads them from the `libs` folder of a checkout. */
export function loadRegistryAssets(libsDir: string, madeBy: string): RegistryAssets {
  const dir = join(libsDir, 'license-catalogue/data/texts');
  const texts = readdirSync(dir).map(
    (name) => [basename(name, '.txt'), readFileSync(join(dir, name), 'utf8')] as const,
  );
  const rules = loadCardRules(readFileSync(join(libsDir, 'registry/card-rules.yaml'), 'utf8'));
  return { rules, texts: new Map(texts), madeBy };
}
