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

/** "Sessions, SSO, tokens, step-up" of the policy as one table: every moment at which somebody asks. */
export const channels: Readonly<Record<Channel, ChannelRule>> = {
  'page':            { lines: all,     circumstances: true,  letRunOut: true,  emergency: true,  pages: true,  unsatisfied: 'next-step' },
  'authorization':   { lines: all,     circumstances: true,  letRunOut: true,  emergency: true,  pages: true,  unsatisfied: 'step-up' },
  'code':            { lines: upTo(6), circumstances: true,  letRunOut: true,  emergency: true,  pages: false, unsatisfied: 'invalid_grant' },
  'device':          { lines: upTo(6), circumstances: true,  letRunOut: true,  emergency: true,  pages: false, unsatisfied: 'invalid_grant' },
  'refresh':         { lines: upTo(5), circumstances: false, letRunOut: true,  emergency: true,  pages: false, unsatisfied: 'invalid_grant' },
  'refresh-offline': { lines: upTo(6), circumstances: false, letRunOut: false, emergency: false, pages: false, unsatisfied: 'invalid_grant' },
  'direct-grant':    { lines: all,     circumstances: false, letRunOut: false, emergency: false, pages: false, unsatisfied: 'account-not-set-up' },
  'api':             { lines: upTo(5), circumstances: false, letRunOut: false, emergency: true,  pages: false, unsatisfied: 'insufficient_user_authentication' },
  'account':         { lines: upTo(5), circumstances: false, letRunOut: false, emergency: true,  pages: false, unsatisfied: 'insufficient_user_authentication' },
}
