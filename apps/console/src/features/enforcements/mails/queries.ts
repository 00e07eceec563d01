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

/** Who is reminded: these, or everybody whom the list shows for a state, a reason, or both. */
export type Reminding = { userIds: string[] } | Pick<Parameters<Api['remindPeople']>[0], 'state' | 'reason'>

/** Reminds people now: as many calls as it takes, added up. */
export function useRemind() {
  const api = useApi()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: async ({ id, who }: { id: string, who: Reminding }) => {
      const sum: Reminded = { mailed: 0, today: 0, withoutAddress: 0, notMet: 0 }
      const send = async (part: Parameters<Api['remindPeople']>[0]) => {
        const answer = await api.remindPeople(part)
        for (const key of ['mailed', 'today', 'withoutAddress', 'notMet'] as const) sum[key] += answer[key]
        return answer.next
      }
      if ('userIds' in who) for (let from = 0; from < who.userIds.length; from += mostIds) await send({ enforcementId: id, userIds: who.userIds.slice(from, from + mostIds) })
      else for (let cursor: string | null | undefined; cursor !== null;) cursor = await send({ enforcementId: id, ...who, ...(cursor ? { cursor } : {}) })
      return sum
    },
    onSettled: (_data, _error, { id }) => { void askAnew(mailKey(id)) },
  })
}
