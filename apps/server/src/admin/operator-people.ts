import type { Api, Operations } from '@tegata/contract'
import { Problem } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import { operatorCaller } from './caller.ts'
import { importApi } from './import.ts'
import type { Call } from './serve.ts'
import { usersApi } from './users.ts'

type Needs = Parameters<typeof usersApi>[0] & Omit<Parameters<typeof importApi>[0], 'changeUser'> & { storage: Pick<Storage, 'realms'> }
export type OperatorPeople = (realm: Realm, operator: string) => Pick<Api, 'previewImport' | 'importUsers'>

/**
 * Files of people on the host: what the operations of the API do, asked for in this process. As requests a million lines were
 * written, sent, read and checked as JSON twice. A part is not bound to what a request may hold; the realm is read for each anew.
 */
export function createOperatorPeople(needs: Needs): OperatorPeople {
  const performs = importApi({ ...needs, changeUser: usersApi(needs).changeUser })
  return ({ name }, operator) => {
    const caller = operatorCaller(operator)
    const callWith = async <Body>(body: Body): Promise<Omit<Call<Operations['importUsers']>, 'body'> & { body: Body }> => {
      const realm = await needs.storage.realms.find(name)
      if (!realm) throw new Problem('realm.not-found')
      return {
        realm, caller, body, params: {}, query: {}, address: 'host', ifMatch: { absent: true }, demandFresh: async () => undefined,
        event: (type, about) => ({ realmId: realm.id, type, actor: caller.actor, outcome: 'success', ...about }),
      }
    }
    return {
      previewImport: async (body) => (await performs.previewImport(await callWith(body))).value,
      importUsers: async ({ removals = [], ...body }) => (await performs.importUsers(await callWith({ ...body, removals }))).value,
    }
  }
}
