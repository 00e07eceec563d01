import { isProblem } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { usePolicyGroups } from '../policy-groups/queries.ts'
import { refusedFields } from '../../ui/say-problem.ts'
import { fieldOfPath, lookOver, type Fault, type RealmDraft, type RealmField } from './realm-draft.ts'

/** Says the settings: their values for reading, and what is wrong with them. */
export function useRealmWords() {
  const { data: groups } = usePolicyGroups()
  const { t, te } = useI18n()

  const nameOf = (field: RealmField): string => (te(`branding.${field}.label`) ? t(`branding.${field}.label`) : t(`realm.field.${field}`))
  const sayFault = (fault: Fault) => (fault.rule === 'domains' ? t('branding.mailDomains.fault') : fault.rule === 'missing' ? t('fields.missing') : fault.rule === 'email' ? t('fields.not-an-address')
    : t(`realm.fault.${fault.rule}`, fault.rule === 'number' ? { least: fault.least, most: fault.most } : {}))

  function sentences(draft: RealmDraft, error: unknown): ReadonlyMap<RealmField, string> {
    const said = new Map([...lookOver(draft)].map(([field, fault]) => [field, sayFault(fault)]))
    for (const [path, rule] of refusedFields(error)) {
      const field = fieldOfPath(path)
      const own = [`realm.fault.of.${field ?? ''}`, `branding.${field ?? ''}.fault`].find((key) => te(key))
      if (field && !said.has(field)) said.set(field, own ? t(own) : te(`fields.${rule}`) ? t(`fields.${rule}`) : t('fields.refused'))
    }
    return said
  }

  const groupNamed = (id: string): string => groups.value?.items.find((group) => group.id === id)?.name ?? t('policyGroups.none')

  function say(field: RealmField, value: RealmDraft[RealmField]): string {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
    if (Array.isArray(value)) return value.map((each) => t(`realm.language.${each}`)).join(', ')
    if (typeof value === 'object') {
      if ('max' in value) return t('realm.tries', { max: value.max, minutes: value.minutes })
      return Object.values<string | Record<string, string>>(value).flatMap((each) => (typeof each === 'string' ? [each] : Object.values(each))).filter(Boolean).join(' · ') || t('common.empty')
    }
    const key = [`realm.choice.${field}.${value}`, `branding.${field}.name.${value}`].find((each) => te(each))
    return key ? t(key) : field === 'newUserPolicyGroup' ? groupNamed(value) : value.split('\n').join(', ') || t('common.empty')
  }

  const saidByFields = (error: unknown): boolean =>
    isProblem(error) && (error.details.errors?.length ?? 0) > 0 && [...refusedFields(error).keys()].every((path) => fieldOfPath(path) !== null)

  return { say, nameOf, sentences, saidByFields }
}
