import { isIP } from 'node:net'
import { fromWire } from '@tegata/contract'
import { type Decision, decide, type Message, say } from '@tegata/policy'
import { Sentence } from '../http/listening.ts'
import { announcing, gatherFacts } from '../journey/facts.ts'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { channelOf, firstProofOf, proofOptions } from './explained-proof.ts'
import { configOf } from './read-config.ts'

const iso = (instant: number) => new Date(instant).toISOString()

/** The trace as a table: every line with its answer, the one that decided marked. */
function explanation({ asked, nextStep, trace, floors, upcoming }: Decision, upstream: { id: string; alias: string } | null): string {
  // People know a provider by its alias.
  const tell = ({ code, params }: Message) => say({ code, params: params['upstream'] === upstream?.id && upstream ? { ...params, upstream: upstream.alias } : params }, iso)
  const rows = trace.map(({ line, read, outcome, decided, reason }) =>
    `  ${line}  ${(read ? outcome : 'not read').padEnd(8)}  ${tell(reason)}${decided ? '   ← decides' : ''}`)
  return [
    `asked: ${asked}`,
    `next step: ${nextStep.kind}`,
    ...rows,
    ...floors.map(({ floor, reason }) => `  at least ${floor}: ${tell(reason)}`),
    ...upcoming.map(({ name, enforceFrom, ready }) => `  from ${iso(enforceFrom)}: "${name}" (${ready ? 'ready' : 'not ready'})`),
    '',
  ].join('\n')
}

function instantOf(text: string | undefined, now: number): number {
  if (text === undefined) return now
  try {
    return fromWire(text)
  } catch {
    throw new Sentence(`"${text}" is not an instant. Write it like 2026-12-01T00:00:00+09:00.`)
  }
}

export const policyExplain: Command = {
  name: 'policy explain',
  summary: 'Says whether a user would be asked for a code, and which rule decides.',
  options: {
    ...realmOption,
    user: { kind: 'value', required: true, help: 'user name or email address' },
    client: { kind: 'value', help: 'the application signed in to' },
    network: { kind: 'value', help: 'address that the person comes from' },
    ...proofOptions,
    enforcement: { kind: 'value', help: 'as if the enforcement of this name, a draft for instance, were announced' },
    at: { kind: 'value', help: 'another instant than now, such as 2026-12-01T00:00:00+09:00' },
  },
  async run(world, args) {
    const address = args.text('network') ?? null
    if (address !== null && isIP(address) === 0) throw new Sentence(`"${address}" is not an address.`)
    const channel = channelOf(args)
    const { decision, upstream } = await inHouse(world, configOf(world), async (house) => {
      const { storage } = house
      const realm = await getRealm(house, args.demand('realm'))
      const user = await storage.users.findByLogin(realm.id, args.demand('user'))
      if (!user) throw new Sentence(`The realm ${realm.name} has no user "${args.demand('user')}".`)
      const clientId = args.text('client')
      const client = clientId === undefined ? null : await storage.clients.find(realm.id, clientId)
      if (client === undefined) throw new Sentence(`The realm ${realm.name} has no client "${clientId}".`)
      const rules = await storage.policies.enforcements(realm.id)
      const wanted = args.text('enforcement')
      const rule = rules.find(({ name }) => name === wanted)
      if (wanted !== undefined && rule === undefined) throw new Sentence(`The realm ${realm.name} has no enforcement "${wanted}".`)
      const now = instantOf(args.text('at'), storage.clock.now())
      // As the sign-in finds them: the first proof has just been made, in a journey of its own.
      const journeyId = 'explained'
      const { proof, upstream: named } = await firstProofOf(house, realm, user, args, { now, journeyId })
      const decision = decide(await gatherFacts(storage, house.canMail)({
        now, channel, realm, user, client, request: { address },
        session: channel === 'page' ? null : { startedAt: now, consoleUsedAt: null },
        journey: channel !== 'page' ? null : { id: journeyId, mailboxProvedAt: null, addressTyped: false, resetReference: null, putOff: false, noticeSeen: false },
        proofs: [proof],
        ...(rule === undefined ? {} : { enforcements: announcing(rules, rule) }),
      }))
      return { decision, upstream: named }
    })
    world.out(explanation(decision, upstream))
  },
}
