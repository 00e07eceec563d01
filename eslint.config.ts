// oxlint reads everything; eslint reads what needs a Vue parser. Its configuration lives with what it is about.
export { default } from './apps/console/eslint.config.ts'
