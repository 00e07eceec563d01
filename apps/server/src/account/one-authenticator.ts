import { randomBytes } from 'node:crypto'
import { referenceNumber } from '@tegata/otp'
import type { Authenticator } from '@tegata/storage'
import type { RequestContext } from '../http/route.ts'
import { hashOf } from '../journey/browser.ts'
import type { Parts } from '../journey/parts.ts'
import { seeOther } from '../journey/reading.ts'
import { type Journey, newJourney } from '../journey/state.ts'
import type { AccountVisit, AccountVisits } from './visit.ts'

export type Handler = (ctx: RequestContext) => Promise<void>
export type Fields = Readonly<Record<string, string>>

export type Method = 'totp' | 'emailed-code'

/** What pages about one authenticator of a person share: which one, and the walk that this session sets another one up in. */
export function createOneAuthenticator({ storage, journeys }: Parts, visits: AccountVisits) {
  const held = ({ realm, user }: AccountVisit) => storage.authenticators.listOf(realm.id, user.id)

  /** An authenticator of this person, named in the path. */
  const named = async (visit: AccountVisit): Promise<Authenticator | undefined> => (await held(visit)).find(({ id }) => id === visit.ctx.params.authenticator)

  return {
    held,

    /** What is offered: what the rules accept, or all there is where none asks for anything; nothing by mail where no mail goes out. */
    methodsFor({ decision: { setUpKinds } }: AccountVisit): readonly Method[] {
      const accepted = (['totp', 'emailed-code'] as const).filter((kind) => setUpKinds.includes(kind))
      return accepted.length === 0 ? ['totp'] : accepted
    },

    /** A page about one authenticator; without it, the overview. */
    about: (show: (visit: AccountVisit, authenticator: Authenticator) => Promise<void> | void): Handler => async (ctx) => {
      const visit = await visits.show(ctx)
      if (visit === undefined) return
      const authenticator = await named(visit)
      return authenticator === undefined ? seeOther(ctx, visit.path()) : show(visit, authenticator)
    },

    answering: (answer: (visit: AccountVisit, authenticator: Authenticator, fields: Fields) => Promise<void>): Handler => async (ctx) => {
      const given = await visits.answer(ctx)
      if (given === undefined) return
      const authenticator = await named(given.visit)
      return authenticator === undefined ? seeOther(ctx, given.visit.path()) : answer(given.visit, authenticator, given.fields)
    },

    /** The set-up that this session is in. Held like a journey's: server-side, one per session, ended with everything of the user. */
    async walkOf({ realm, user, session, token, now }: AccountVisit): Promise<Journey | undefined> {
      const id = `account ${session.uid}`
      const standing = await journeys.find(realm.id, id)
      if (standing !== undefined) return standing
      await journeys.remove(realm.id, id)
      const begun = newJourney({ id, realmId: realm.id, browserHash: hashOf(token), now, kind: 'account', reference: referenceNumber(randomBytes), user })
      return await journeys.create(begun) ? begun : journeys.find(realm.id, id)
    },

    /** Codes that are tried are counted by the quarter of an hour in place of a journey (L-4). */
    transactionOf: ({ session, now }: AccountVisit): string => `account ${session.uid} ${Math.floor(now / 900_000)}`,
  }
}
export type OneAuthenticator = ReturnType<typeof createOneAuthenticator>
