import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';
import './api.module.js'; // loading the controllers fills the table of routes; nothing is started
import { openApiDocument } from './http/openapi.js';

/** Writes openapi.json at the root of the clone: no database, no network. */
writeFileSync(join(root, 'openapi.json'), `${JSON.stringify(openApiDocument(), null, 1)}\n`);
