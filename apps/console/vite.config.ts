import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { contractTable } from './build/contract-table.ts'

const server = process.env['TEGATA_URL'] ?? 'http://localhost:8080'

/** The realm is the first path segment after `base`, so every realm gets the same files. */
export default defineConfig({
  base: '/console/',
  plugins: [contractTable(), vue()],
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: false,
  },
  build: {
    // Nothing is inlined as a data: URL: script-src and font-src allow 'self' alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    manifest: true,
  },
  server: {
    proxy: {
      '/api': server,
      '/realms': server,
    },
  },
})
