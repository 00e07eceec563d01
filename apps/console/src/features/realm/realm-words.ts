import { isProblem } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { refusedFields } from '../../ui/say-problem.ts'
import { fieldOfPath, lookOver, type Fault, type RealmDraft, type RealmField } from './realm-draft.ts'

/** Says the settings: their values for reading, and what is wrong with them. */
export function useRealmWords() {
  const { t, te } = useI18n()

  const sayFault = (fault: Fault) => (fault.rule === 'missing' ? t('fields.missing') : fault.rule === 'email' ? t('fields.not-an-address')
    : t(`realm.fault.${fault.rule}`, fault.rule === 'number' ? { least: fault.least, most: fault.most } : {}))

  function sentences(draft: RealmDraft, error: unknown): ReadonlyMap<RealmField, string> {
    const said = new Map([...lookOver(draft)].map(([field, fault]) => [field, sayFault(fault)]))
    for (const [path, rule] of refusedFields(error)) {
      const field = fieldOfPath(path)
      const own = `realm.fault.of.${field ?? ''}`
      if (field && !said.has(field)) said.set(field, te(own) ? t(own) : te(`fields.${rule}`) ? t(`fields.${rule}`) : t('fields.refused'))
    }
    return said
  }

  function say(field: RealmField, value: RealmDraft[RealmField]): string {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
    if (Array.isArray(value)) return value.map((each) => t(`realm.language.${each}`)).join(', ')
    if (typeof value === 'object') {
      if ('max' in value) return t('realm.tries', { max: value.max, minutes: value.minutes })
      return Object.values(value).filter(Boolean).join(' · ') || t('common.empty')
    }
    const key = `realm.choice.${field}.${value}`
    return te(key) ? t(key) : value.split('\n').join(', ') || t('common.empty')
  }

  const saidByFields = (error: unknown): boolean =>
    isProblem(error) && (error.details.errors?.length ?? 0) > 0 && [...refusedFields(error).keys()].every((path) => fieldOfPath(path) !== null)

  return { say, sentences, saidByFields }
}
