import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import { configs, parser as typescript } from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** What oxlint cannot see: templates, and the rules of the console's own house. */
export default defineConfig(
  { ignores: ['**/dist/**', '**/node_modules/**'] },
  {
    files: ['apps/console/**/*.{ts,vue}'],
    extends: [...configs.recommended, ...vue.configs['flat/recommended']],
    languageOptions: { parser: vueParser, parserOptions: { parser: typescript, ecmaVersion: 'latest', sourceType: 'module' } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-undef': 'off',
      'max-lines': ['error', 400],
      // Lines are laid out by hand, as everywhere in this house.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'never', normal: 'always', component: 'always' } }],
      'vue/require-default-prop': 'off',
      // XSS has no way in: text is text (style.md, 21).
      'vue/no-v-html': 'error',
      'vue/no-restricted-static-attribute': ['error', { key: 'style', message: 'The content policy refuses inline styles.' }],
      'vue/no-restricted-v-bind': ['error', { argument: 'style', message: 'Use a class.' }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-macros-order': ['error', { order: ['defineOptions', 'defineProps', 'defineEmits', 'defineModel'] }],
      'vue/component-name-in-template-casing': ['error', 'PascalCase'],
      'vue/no-unused-refs': 'error',
    },
  },
  {
    files: ['apps/console/src/**/*.{ts,vue}'],
    ignores: ['apps/console/src/i18n/dates.ts', 'apps/console/src/session/browser.ts', 'apps/console/src/testing/**', 'apps/console/src/**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use the API (api.ts), which signs its requests.' }],
      'no-restricted-properties': [
        'error', { object: 'Date', property: 'now', message: 'Take the time from the browser (session/browser.ts).' },
        { object: 'window', property: 'open', message: 'Only session/browser.ts opens windows.' },
      ],
      'no-restricted-imports': ['error', { patterns: [{ group: ['zod', '@tegata/server*', '@tegata/storage*', '@tegata/policy*', '@tegata/otp*'], message: 'The console speaks only to the contract.' }] }],
    },
  },
)
