import type { Condition } from '@tegata/contract'
import { useI18n } from 'vue-i18n'
import { useApplications } from '../queries.ts'

export type NameOf = (clientId: string) => string

/** The names of applications, as far as they may be read; of the others their ids. */
export function useApplicationNames(): NameOf {
  const { data } = useApplications()
  return (clientId) => data.value?.items.find((each) => each.clientId === clientId)?.name ?? clientId
}

/** Says a condition in a sentence: from where, and to what. `shown`: so many of each, and how many more. */
export function useConditionWords(nameOf: NameOf = (clientId) => clientId): (condition: Condition, shown?: number) => string {
  const { t, locale } = useI18n()
  return ({ networks, applications }, shown = Number.POSITIVE_INFINITY) => {
    const either = new Intl.ListFormat(locale.value, { type: 'disjunction' })
    const list = (items: readonly string[]) =>
      either.formatToParts(items.length > shown ? [...items.slice(0, shown), t('policyConditions.more', { count: items.length - shown }, items.length - shown)] : items)
        .map(({ value }) => value === 'または' ? ' または ' : value).join('')
    const [from, to] = [list(networks), list(applications.map(nameOf))]
    if (networks.length === 0) return t('policyConditions.say.to', { to })
    return applications.length === 0 ? t('policyConditions.say.from', { from }) : t('policyConditions.say.both', { from, to })
  }
}
