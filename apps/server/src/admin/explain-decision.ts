import { type EffectivePolicy, Problem, toWire, type TraceLine } from '@tegata/contract'
import { type Decision, explain, type Message, say } from '@tegata/policy'
import type { Realm, Storage, Upstream, User } from '@tegata/storage'

type Needs = { storage: Pick<Storage, 'upstreams' | 'identities'> }

/** The identity providers by which somebody may come, besides or instead of a password: those that they are linked to. */
export async function waysOf({ storage }: Needs, realm: Realm, user: User): Promise<readonly Upstream[]> {
  const linked = new Set((await storage.identities.listOf(realm.id, user.id)).map(({ upstreamId }) => upstreamId))
  return linked.size === 0 ? [] : (await storage.upstreams.list(realm.id)).filter(({ id }) => linked.has(id))
}

export function chosenWay(ways: readonly Upstream[], alias: string | undefined): Upstream | null {
  if (alias === undefined) return null
  const found = ways.find((way) => way.alias === alias)
  if (!found) throw new Problem('identity.not-found')
  return found
}

/** People know a provider by its name, and the command line by its alias; the policy by its id. */
const namer = (ways: readonly Upstream[], name: (upstream: Upstream) => string) => ({ code, params }: Message): Message => {
  const upstream = ways.find(({ id }) => id === params['upstream'])
  return upstream ? { code, params: { ...params, upstream: name(upstream) } } : { code, params }
}

const instants: ReadonlySet<string> = new Set(['since', 'from'])
const wireOf = (params: Message['params']): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, instants.has(name) && typeof value === 'number' ? toWire(value) : String(value)]))

type Explained = Pick<EffectivePolicy, 'required' | 'through' | 'ways' | 'trace' | 'floors'>

/** Says a message as the API does: providers by their names, instants in ISO 8601, and the command line's sentence. */
export const tellerOf = (ways: readonly Upstream[]) => {
  const named = namer(ways, (upstream) => upstream.name.en)
  return (message: Message): TraceLine['reason'] => {
    const { code, params } = named(message)
    return { code, params: wireOf(params), sentence: say({ code, params }, toWire) }
  }
}

/** A decision with its whole table, line by line, as `tegata policy explain` prints it. */
export function explained(decision: Decision, ways: readonly Upstream[], through: Upstream | null): Explained {
  const { lines, floors, nextStep } = explain(decision)
  const said = tellerOf(ways)
  const binds = nextStep === 'set-up' || nextStep === 'emergency' || nextStep === 'refused'
  return {
    required: decision.mustHave,
    through: through?.alias ?? null,
    ways: ways.map(({ alias, name }) => ({ alias, name })),
    trace: lines.map(({ line, read, decided, outcome, message }) => ({ line, read, decided, outcome, reason: said(message) })),
    floors: binds ? floors.map(said) : [],
  }
}
