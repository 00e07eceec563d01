import type { Simulation, TraceLine } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { NOW } from './people.ts'

const said = (code: string, sentence: string, params: Record<string, string> = {}) => ({ code, params, sentence })
const passes = (line: number, code: string, sentence: string): TraceLine => ({ line, read: true, decided: false, outcome: 'go-on', reason: said(code, sentence) })

/** The ten lines, one of which decided. */
export function traceOf(deciding: TraceLine): TraceLine[] {
  const quiet = [
    passes(0, 'line0.nothing', 'all is enabled'), passes(1, 'line1.none', 'no enforcement in force targets the user'), passes(2, 'line2.none', 'the request demands nothing more than is proved'),
    passes(3, 'line3.none', 'the first proof is one factor'), passes(4, 'line4.off', 'OTP Configured is off for this user'), passes(5, 'line5.none', 'no policy group always asks'),
    passes(6, 'line6.none', 'no policy group with exemptions'), passes(7, 'line7.none', 'no policy group says never'), passes(8, 'line8.has-none', 'the user has none'),
    { ...passes(9, 'line9.otherwise', 'nothing asks'), outcome: 'no' as const },
  ]
  return quiet.map((line) => (line.line === deciding.line ? { ...deciding, decided: true } : line))
}

/** A simulation in which a group asks for a code; what is said of it replaces what is ordinary. */
export function simulationOf(part: Partial<Simulation> = {}): Simulation {
  const line: TraceLine = { line: 5, read: true, decided: true, outcome: 'yes', reason: said('line5.always', 'the policy group "Office" always asks', { rule: 'Office' }) }
  return {
    at: new Date(NOW).toISOString(), person: null, policyGroup: null, enforcement: null, asked: 'yes', line: 5, reason: line.reason, next: 'code',
    steps: [{ kind: 'challenge', kinds: ['totp'], proof: null, mayBePutOff: false, reason: null }, { kind: 'none', kinds: [], proof: null, mayBePutOff: false, reason: null }],
    end: 'in', acr: '2', amr: ['pwd', 'otp', 'mfa'], required: true, registered: true,
    requirements: [{ source: 'policy-group', name: 'Office', since: null, kinds: ['totp'], onUnenrolled: 'enrol' }], acceptedKinds: ['totp'], onUnenrolled: 'enrol', trace: traceOf(line), floors: [], upcoming: [], ...part,
  }
}

/** A plain answer to any question: asked by a group where one is named, and let in otherwise. */
export function simulatorAnswers(world: World, { id, body }: Asked): Answer | null {
  if (id !== 'simulate') return null
  if (body['userId'] !== undefined && !world.people.some((each) => each.id === body['userId'])) return { problem: 'user.not-found' }
  const otherwise: TraceLine = { line: 9, read: true, decided: true, outcome: 'no', reason: said('line9.otherwise', 'nothing asks') }
  const group = typeof body['policyGroup'] === 'string' && body['policyGroup'] !== 'none'
  const free: Partial<Simulation> = {
    asked: 'no', line: 9, reason: otherwise.reason, next: 'in', steps: [{ kind: 'none', kinds: [], proof: null, mayBePutOff: false, reason: null }], acr: '1', amr: ['pwd'], required: false,
    registered: false, requirements: [], trace: traceOf(otherwise),
  }
  return { value: simulationOf({ ...(group ? {} : free), ...world.simulation }) }
}
