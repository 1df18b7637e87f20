import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Where `vite` sends what the api answers; the page itself comes from here. */
const api = process.env['LUTHIER_DEV_API'] ?? 'http://127.0.0.1:7411';

export default defineConfig({
  root: at('.'),
  base: '/',
  resolve: { alias: { '#client': at('../../libs/client') } },
  build: {
    outDir: at('../../dist/console'),
    emptyOutDir: true,
    target: 'es2022',
    license: { fileName: 'licenses.md' },
    // bytes in the page instead of a file would need data: in the policy
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // libraries mark what needs a browser; here all of it runs in one
      onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
    },
  },
  server: {
    port: 7412,
    strictPort: true,
    proxy: Object.fromEntries(
      ['/v1', '/auth', '/openapi.json', '/docs', '/livez', '/readyz'].map((path) => [
        path,
        // the api takes changes from pages of its own address only
        { target: api, headers: { origin: new URL(api).origin } },
      ]),
    ),
  },
});
