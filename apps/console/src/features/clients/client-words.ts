import { useI18n } from 'vue-i18n'
import { refusedFields } from '../../ui/say-problem.ts'
import { lookOver, type ClientDraft, type ClientField, type Fault } from './client-draft.ts'

/** Says the fields of an application: their values for reading, and what is wrong with them. */
export function useClientWords() {
  const { t, te } = useI18n()

  function sayFault(fault: Fault): string {
    if (fault.rule !== 'address') return t(fault.rule === 'missing' ? 'fields.missing' : `clients.fault.${fault.rule}`)
    return t('clients.fault.line', { line: fault.line, fault: t(`clients.fault.address.${fault.fault}`) })
  }

  /** What was seen here before asking, and what the server refused, by field. */
  function sentences(draft: Partial<ClientDraft>, error: unknown): ReadonlyMap<string, string> {
    const said = new Map<string, string>([...lookOver(draft)].map(([field, fault]) => [field, sayFault(fault)]))
    for (const [path, rule] of refusedFields(error)) {
      const field = path.split('.')[0] ?? path
      if (!said.has(field)) said.set(field, te(`fields.${rule}`) ? t(`fields.${rule}`) : t('fields.refused'))
    }
    return said
  }

  function say(field: ClientField, value: ClientDraft[ClientField]): string {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
    if (field === 'minimumAcr') return t(`clients.demand.${demandOf(value)}`)
    return value.split('\n').join(', ') || t('common.empty')
  }

  /** Whether everything that the server refused stands at one of these fields, so that nothing is left to be said. */
  const saidByFields = (error: unknown, shown: readonly string[]): boolean => {
    const refused = [...refusedFields(error).keys()]
    return refused.length > 0 && refused.every((path) => shown.includes(path.split('.')[0] ?? path))
  }
  return { say, sentences, saidByFields }
}

export type Demand = 'none' | 'one' | 'code' | 'app' | 'passkey'
const demands: Readonly<Record<string, Demand>> = { '': 'none', 1: 'one', 'urn:tegata:acr:code': 'code', 2: 'app', 3: 'passkey' }

/** What an application demands of every sign-in, by its minimum acr. */
export const demandOf = (minimumAcr: string): Demand => demands[minimumAcr] ?? 'none'
