import type { Proof } from '@tegata/policy'
import type { User } from '@tegata/storage'
import type { Parts } from '../journey/parts.ts'
import { move } from '../journey/state.ts'
import type { PageProblem } from '../ui/words.ts'
import type { Fields } from './step.ts'
import type { Visit } from './visit.ts'

/** Judges user name and password of a page, and makes of them this walk's proof. `person`: only they may answer (P34). */
export const createFirstPassword = ({ storage, journeys, cookies, checkPassword }: Pick<Parts, 'storage' | 'journeys' | 'cookies' | 'checkPassword'>) =>
  async ({ ctx, realm, journey, where }: Visit, fields: Fields, { person, onlyAdministrators }: { person: User | null; onlyAdministrators: boolean }): Promise<void> => {
    const login = person?.username ?? fields.username ?? ''
    const say = async (username: string, problem: PageProblem) => void await journeys.save(move(journey, { username, problem }))
    if (login.trim() === '') return say('', { code: 'username-missing' })

    const outcome = await checkPassword({
      realm, login, password: fields.password ?? '', onlyUserId: person?.id ?? null, onlyAdministrators, knownCookie: cookies.read(ctx, cookies.nameOf(realm.name, 'known')),
      address: where.address, userAgent: where.userAgent, clientId: where.clientId, journeyId: journey.id,
    })
    const username = login.slice(0, 254)
    if (outcome.kind === 'wait') return say(username, { code: 'password-wait', until: outcome.until })
    if (outcome.kind === 'wrong') return say(username, { code: 'credentials' })

    const { id, epoch } = outcome.user
    const proof: Proof = { kind: 'password', at: storage.clock.now(), journeyId: journey.id, epoch }
    await journeys.update(journey, (newest) => newest.state.round !== journey.state.round || (newest.userId !== null && newest.userId !== id) ? null
      : { ...move(newest, { username, proofs: [...newest.state.proofs, proof], problem: null }), userId: id, epoch })
  }
