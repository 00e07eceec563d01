import { type ShowInstant, say } from './sentences.ts'
import type { Decision, Line, Message, NextStep, TraceLine } from './types.ts'

export type ExplainedLine = { line: Line; read: boolean; decided: boolean; outcome: TraceLine['outcome']; message: Message }

export type Explanation = {
  asked: Decision['asked']
  line: Line
  message: Message
  lines: readonly ExplainedLine[]
  nextStep: NextStep['kind']
  /** Why the first authenticator is bound by nothing less. Only what sets the rung, not every floor beneath it. */
  floors: readonly Message[]
}

/** A decision as message codes and parameters: the same trace in the console, in the audit log, and on the command line. */
export function explain({ asked, line, reason, trace, nextStep, floors, onUnenrolled }: Decision): Explanation {
  return {
    asked, line, message: reason,
    lines: trace.map(({ reason: message, matched: _, ...entry }) => ({ ...entry, message })),
    nextStep: nextStep.kind,
    floors: floors.filter(({ floor }) => floor === onUnenrolled).map((floor) => floor.reason),
  }
}

const word = ({ read, outcome }: ExplainedLine): string => (!read ? 'not read' : outcome === 'go-on' ? '–' : outcome)

/** The explanation in English, ten aligned lines and a verdict, as `tegata policy explain` prints it. */
export function explainText(decision: Decision, showInstant: ShowInstant): string {
  const { asked, line, lines, floors } = explain(decision)
  const rows = lines.map((entry) =>
    `${entry.decided ? '→' : ' '} ${entry.line}  ${word(entry).padEnd(8)}  ${say(entry.message, showInstant)}`)
  const verdict = `${asked === 'yes' ? 'asked' : asked === 'no' ? 'not asked' : 'refused'}, by line ${line}`
  const lockedOut = decision.lockedOut ? ', and nothing leads in' : ''
  const why = decision.nextStep.kind === 'set-up' || decision.nextStep.kind === 'emergency'
    ? floors.map((message) => `  ${decision.onUnenrolled}: ${say(message, showInstant)}`)
    : []
  return [`${verdict}; next: ${decision.nextStep.kind}${lockedOut}`, ...rows, ...why, ''].join('\n')
}
