import type { Api, RealmSettings } from '@tegata/contract'
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { useApi } from '../../api.ts'
import { useAskAnew } from '../../ask-anew.ts'
import { meKey } from '../../session/me.ts'

export type { RealmSettings }
export type RealmChange = Parameters<Api['changeRealm']>[0] & object
export type TestMail = Awaited<ReturnType<Api['sendTestMail']>>

const key = ['realm'] as const

export function useRealm() {
  const api = useApi()
  return useQuery({ key, query: ({ signal }) => api.getRealm(undefined, { signal }), staleTime: 2_000 })
}

/** The file as the API takes it. */
async function asBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return btoa(bytes.reduce((text, byte) => text + String.fromCodePoint(byte), ''))
}

export function useLogo() {
  const api = useApi()
  const askAnew = useAskAnew()
  const onSettled = () => { void askAnew(key) }
  return {
    set: useMutation({ mutation: async (file: Blob) => api.setLogo({ picture: await asBase64(file) }), onSettled }),
    remove: useMutation({ mutation: () => api.removeLogo(), onSettled }),
  }
}

/** The page that people would see, as HTML. */
export function usePreviewPage() {
  const api = useApi()
  return async (wanted: Parameters<Api['previewSignInPage']>[0]): Promise<string> => (await api.previewSignInPage(wanted)).html
}

export function useChangeRealm() {
  const api = useApi()
  const cache = useQueryCache()
  const askAnew = useAskAnew()
  return useMutation({
    mutation: ({ version, changes }: { version: string, changes: RealmChange }) => api.changeRealm(changes, { ifMatch: version }),
    onSuccess: (settings) => {
      cache.setQueryData(key, settings)
      // Name, zone and mail are said everywhere by what is known of oneself.
      void askAnew(meKey)
    },
  })
}

export function useTestMail() {
  const api = useApi()
  return useMutation({ mutation: (to: string) => api.sendTestMail({ to }) })
}
