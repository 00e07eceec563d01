import type { Api, EnforcementMailKind, EnforcementWave, MailConsequence } from '@tegata/contract'
import { useMutation, useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../../api.ts'
import { useAskAnew } from '../../../ask-anew.ts'
import type { Language } from '../../../i18n/languages.ts'
import { enforcementKeys } from '../queries.ts'

export type { EnforcementMailKind, EnforcementWave, MailConsequence }
export type AboutMail = { kind: EnforcementMailKind, consequence: MailConsequence, language: Language }
type Reminded = Omit<Awaited<ReturnType<Api['remindPeople']>>, 'next'>

const mailKey = (id: string) => [...enforcementKeys.one(id), 'mails'] as const

/** What is told by mail and when. */
export function useWaves(id: MaybeRefOrGetter<string>) {
  const api = useApi()
  return useQuery(() => ({
    key: mailKey(toValue(id)),
    query: ({ signal }) => api.getEnforcementMails({ enforcementId: toValue(id) }, { signal }),
    staleTime: 5_000,
  }))
}

/** A mail as it would be written. */
export function useMailPreview(id: MaybeRefOrGetter<string>, about: MaybeRefOrGetter<AboutMail>) {
  const api = useApi()
  return useQuery(() => ({
    key: [...mailKey(toValue(id)), 'preview', toValue(about).kind, toValue(about).consequence, toValue(about).language],
    query: ({ signal }) => api.previewEnforcementMail({ enforcementId: toValue(id), ...toValue(about) }, { signal }),
    staleTime: 60_000,
  }))
}

export function useTestMail() {
  const api = useApi()
  return useMutation({ mutation: ({ id, about }: { id: string, about: AboutMail }) => api.sendTestEnforcementMail({ enforcementId: id, ...about }) })
}

/** People whom one call can name. */
const mostIds = 200

/** Reminds people now: as many calls as it takes, added up. */
export function useRemind() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: async ({ id, userIds }: { id: string, userIds: readonly string[] }) => {
      const sum: Reminded = { mailed: 0, today: 0, withoutAddress: 0, notMet: 0 }
      for (let from = 0; from < userIds.length; from += mostIds) {
        const part = await api.remindPeople({ enforcementId: id, userIds: userIds.slice(from, from + mostIds) })
        for (const key of ['mailed', 'today', 'withoutAddress', 'notMet'] as const) sum[key] += part[key]
      }
      return sum
    },
    onSettled: (_data, _error, { id }) => { void askAnew(mailKey(id)) },
  })
}
