import type { Enforcement } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { showDate } from '../../i18n/dates.ts'
import { useLanguage } from '../../i18n/language-store.ts'
import { useRoleWords } from '../users/role-words.ts'
import type { EnforcementVersion } from './queries.ts'

export type ShownState = 'draft' | 'announced' | 'inForce' | 'suspended' | 'ended'
export const shownState = ({ state, inForce }: Pick<Enforcement, 'state' | 'inForce'>): ShownState => (inForce ? 'inForce' : state)

const day = 86_400_000
/** Whole days until it begins: 0 on the last one; null where nothing is being waited for. */
export const daysLeft = ({ state, inForce, enforceFrom }: Pick<Enforcement, 'state' | 'inForce' | 'enforceFrom'>, now: number): number | null =>
  (state === 'announced' && !inForce ? Math.max(0, Math.floor((Date.parse(enforceFrom) - now) / day)) : null)

type Value = EnforcementVersion['changes'][number]['before']
const isInstant = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)

/** Says an enforcement, and what became different of it. */
export function useEnforcementWords() {
  const { t, te } = useI18n()
  const language = useLanguage()
  const sayRole = useRoleWords()
  const join = (words: readonly string[]) => words.join(t('enforcements.target.join'))
  const gone = (id: string | null, name: string) => (id === null ? `${name} ${t('enforcements.target.gone')}` : name)

  function sayTarget({ everyone, roles, groups, departments, policyGroups }: Enforcement['target']): string {
    if (everyone) return t('enforcements.target.everyone')
    const names = [...roles.map(({ id, name }) => gone(id, sayRole(name))), ...[...groups, ...policyGroups].map(({ id, name }) => gone(id, name)), ...departments]
    return names.length === 0 ? t('enforcements.nobody') : join(names)
  }

  const sayMoment = (iso: string, zone: string) => showDate(iso, 'moment', zone, language.current)

  const choiceFields: readonly string[] = ['onUnenrolled', 'afterEmergency', 'sessionsBefore']
  /** One value of the history in words; what it does not know it shows as it is. */
  function sayValue(field: string, value: Value, zone: string): string {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return t('enforcements.history.empty')
    if (isInstant(value)) return sayMoment(value, zone)
    if (typeof value === 'boolean') return t(field === 'refusesShared' ? `enforcements.${value ? 'refused' : 'allowed'}` : `common.${value ? 'yes' : 'no'}`)
    if (field === 'recoveries' && Array.isArray(value)) return join(value.filter((each) => each === 'emergency-token').map((each) => sayItem(field, each))) || t('enforcements.history.empty')
    if (Array.isArray(value)) return join(value.map((each) => sayItem(field, each)))
    if (typeof value === 'object') return Object.entries(value).filter(([, part]) => part !== null && part !== '').map(([part, text]) => `${languageOf(part)}${sayItem(field, text ?? null)}`).join(' / ') || t('enforcements.history.empty')
    return sayItem(field, value)
  }
  const languageOf = (part: string) => (te(`realm.language.${part}`) ? `${t(`realm.language.${part}`)}: ` : '')

  function sayItem(field: string, value: Value): string {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && 'name' in value) return sayItem(field, value['name'] ?? null)
    const word = String(value)
    if (field === 'waves') return Number(word) === 0 ? t('enforcements.waves.atOnce') : t('enforcements.waves.days', { count: Number(word) }, Number(word))
    if (field === 'state') return te(`enforcements.state.${word}`) ? t(`enforcements.state.${word}`) : word
    if (choiceFields.includes(field)) return te(`enforcements.${field}.${word}`) ? t(`enforcements.${field}.${word}`) : word
    if (field === 'kinds') return te(`authenticators.kind.${word}`) ? t(`authenticators.kind.${word}`) : word
    if (field === 'recoveries') return te(`enforcements.recovery.${word}`) ? t(`enforcements.recovery.${word}`) : word
    return field === 'target.roles' ? sayRole(word) : word
  }

  const sayField = (field: string) => {
    const key = `enforcements.history.field.${field.replace('.', '_')}`
    return te(key) ? t(key) : field
  }

  return { sayTarget, sayMoment, sayValue, sayField }
}
