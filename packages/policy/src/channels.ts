import type { Channel, Line } from './types.ts'

export type ChannelRule = {
  /** The lines that are read; the others count as not matched. */
  lines: readonly Line[]
  /** Whether an exemption of line 6 may hold (network, client, browser, hours). */
  circumstances: boolean
  /** Whether `letRunOut` may excuse a session from before the requirement. */
  letRunOut: boolean
  /** Whether an emergency token counts. */
  emergency: boolean
  /** Whether a page can be shown, so that a step makes sense. */
  pages: boolean
  /** What the caller answers when the decision is not satisfied. */
  unsatisfied: 'next-step' | 'step-up' | 'invalid_grant' | 'account-not-set-up' | 'insufficient_user_authentication'
}

const all: readonly Line[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const upTo = (last: Line) => all.filter((line) => line <= last || line === 9)

type Unsatisfied = ChannelRule['unsatisfied']
type Switches = readonly [circumstances: boolean, letRunOut: boolean, emergency: boolean, pages: boolean]

const reads = (lines: readonly Line[], [circumstances, letRunOut, emergency, pages]: Switches, unsatisfied: Unsatisfied): ChannelRule =>
  ({ lines, circumstances, letRunOut, emergency, pages, unsatisfied })
const [yes, no] = [true, false]

/** "Sessions, SSO, tokens, step-up" of the policy as one table: what each moment reads at which somebody asks. */
export const channels: Readonly<Record<Channel, ChannelRule>> = {
  //                        lines    circumst. runOut emergency pages  when not satisfied
  'page':            reads(all,     [yes,      yes,   yes,      yes],  'next-step'),
  'authorization':   reads(all,     [yes,      yes,   yes,      yes],  'step-up'),
  'code':            reads(upTo(6), [yes,      yes,   yes,      no],   'invalid_grant'),
  'device':          reads(upTo(6), [yes,      yes,   yes,      no],   'invalid_grant'),
  'refresh':         reads(upTo(5), [no,       yes,   yes,      no],   'invalid_grant'),
  'refresh-offline': reads(upTo(6), [no,       no,    no,       no],   'invalid_grant'),
  'direct-grant':    reads(all,     [no,       no,    no,       no],   'account-not-set-up'),
  'api':             reads(upTo(5), [no,       no,    yes,      no],   'insufficient_user_authentication'),
  'account':         reads(upTo(5), [no,       no,    yes,      no],   'insufficient_user_authentication'),
}
