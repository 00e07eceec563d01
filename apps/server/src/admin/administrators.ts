import type { Storage } from '@tegata/storage'
import { administratorsToAsk } from './guard.ts'
import type { Decide } from './needs.ts'
import type { Performs } from './serve.ts'

type Needs = { storage: Pick<Storage, 'roles' | 'policies' | 'clock'>; decide: Decide }

const named = 5

/** Whom to ask for what only a global administrator may do. */
export const administratorsApi = (needs: Needs): Performs<'listAdministratorsToAsk'> => ({
  async listAdministratorsToAsk({ realm }) {
    const people = await administratorsToAsk(needs, realm, named)
    return { value: { items: people.map(({ id, username, givenName, familyName }) => ({ id, username, givenName, familyName })), next: null } }
  },
})
