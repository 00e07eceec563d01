import type { EnforcementMailKind, EnforcementWave, MailConsequence } from '@tegata/contract'
import { useMutation, useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useApi } from '../../../api.ts'
import type { Language } from '../../../i18n/languages.ts'
import { enforcementKeys } from '../queries.ts'

export type { EnforcementMailKind, EnforcementWave, MailConsequence }
export type AboutMail = { kind: EnforcementMailKind, consequence: MailConsequence, language: Language }

export const mailKey = (id: string) => [...enforcementKeys.one(id), 'mails'] as const

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
