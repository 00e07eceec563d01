import { useI18n } from 'vue-i18n'
import { isBuiltInRole } from './list/user-filter.ts'

/** Says a role: the built-in ones in the person's language, the realm's own by the name it gave them. */
export function useRoleWords(): (name: string) => string {
  const { t } = useI18n()
  return (name) => (isBuiltInRole(name) ? t(`roles.${name}`) : name)
}
