import { useI18n } from 'vue-i18n'
import { useDates } from '../../../i18n/zone.ts'
import { usePolicyGroups } from '../../policy-groups/queries.ts'
import { useProviderNamed } from '../../upstreams/upstream-words.ts'
import { useRoleWords } from '../role-words.ts'
import type { FilterChange, UserFilter } from './user-filter.ts'

/** One part of a filter in words, and what takes it off. */
export type Chip = { key: string, label: string, without: FilterChange }

/** A filter in words, part by part; the search says itself. */
export function useFilterWords(): (filter: UserFilter) => readonly Chip[] {
  const { t } = useI18n()
  const sayRole = useRoleWords()
  const sayDate = useDates()
  const sayProvider = useProviderNamed()
  const { data: policyGroups } = usePolicyGroups()

  function sayGroup(id: string): string {
    if (id === 'none') return t('policyGroups.filter.none')
    const name = policyGroups.value?.items.find((group) => group.id === id)?.name
    return name === undefined ? t('policyGroups.filter.unknown') : t('policyGroups.filter.chip', { name })
  }
  const sayUpstream = (alias: string): string =>
    (alias === 'trusted' || alias === 'none' ? t(`people.filter.upstream.${alias}`) : t('people.filter.upstream.chip', { provider: sayProvider(alias) }))

  return (filter) => {
    const { role = [], department = [], otpKind = [], emergencyLeft = [], policyGroup = [], administrators, otp, lockedOut, waits, unusedDays, upstream, enabled, shared, emailProved, oneMailbox, neverSignedIn, signedInBefore, signedInSince } = filter
    const less = <Item>(all: readonly Item[], one: Item) => {
      const left = all.filter((each) => each !== one)
      return left.length > 0 ? left : undefined
    }
    const found: (Chip | false | undefined)[] = [
      administrators && { key: 'administrators', label: t('users.filter.anyAdministrator'), without: { administrators: undefined } },
      ...role.map((name) => ({ key: `role ${name}`, label: sayRole(name), without: { role: less(role, name) } })),
      otp && { key: 'otp', label: t(`users.otp.filter.${otp}`), without: { otp: undefined } },
      ...otpKind.map((kind) => ({ key: `kind ${kind}`, label: t(`people.filter.kind.${kind}`), without: { otpKind: less(otpKind, kind) } })),
      lockedOut && { key: 'lockedOut', label: t('people.filter.lockedOut.chip'), without: { lockedOut: undefined } },
      waits && { key: 'waits', label: t('people.filter.waits.now'), without: { waits: undefined } },
      ...emergencyLeft.map((left) => ({ key: `tokens ${left}`, label: t(`people.filter.tokens.${left}Chip`), without: { emergencyLeft: less(emergencyLeft, left) } })),
      unusedDays !== undefined && { key: 'unusedDays', label: t('people.filter.unused.chip', { count: unusedDays }, unusedDays), without: { unusedDays: undefined } },
      ...department.map((name) => ({ key: `department ${name}`, label: name, without: { department: less(department, name) } })),
      ...policyGroup.map((id) => ({ key: `group ${id}`, label: sayGroup(id), without: { policyGroup: less(policyGroup, id) } })),
      upstream !== undefined && { key: 'upstream', label: sayUpstream(upstream), without: { upstream: undefined } },
      enabled !== undefined && { key: 'enabled', label: t(enabled ? 'users.filter.enabled' : 'users.filter.disabled'), without: { enabled: undefined } },
      shared !== undefined && { key: 'shared', label: t(shared ? 'people.filter.shared.yes' : 'people.filter.shared.no'), without: { shared: undefined } },
      emailProved !== undefined && { key: 'emailProved', label: t(emailProved ? 'people.filter.proved.yes' : 'people.filter.proved.no'), without: { emailProved: undefined } },
      oneMailbox && { key: 'oneMailbox', label: t('people.filter.oneMailbox.yes'), without: { oneMailbox: undefined } },
      neverSignedIn && { key: 'neverSignedIn', label: t('people.filter.last.neverChip'), without: { neverSignedIn: undefined } },
      signedInBefore !== undefined && { key: 'before', label: t('people.filter.last.beforeChip', { date: sayDate(signedInBefore, 'day') }), without: { signedInBefore: undefined } },
      signedInSince !== undefined && { key: 'since', label: t('people.filter.last.sinceChip', { date: sayDate(signedInSince, 'day') }), without: { signedInSince: undefined } },
    ]
    return found.filter((chip) => chip !== undefined && chip !== false)
  }
}
