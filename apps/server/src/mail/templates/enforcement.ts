import type { Consequence } from '@tegata/policy'
import type { MailKey } from './messages/en.ts'
import { type Part, plain } from './parts.ts'

/** A rule that is announced, as a mail tells one person of it. Instants are epoch milliseconds, read in `zone`. */
export type Told = {
  zone: string
  enforceFrom: number
  consequence: Exclude<Consequence, 'none'>
  registerBy?: number
  /** Why, in the words of the rule's author. */
  reason?: string
  /** The account page, which people can find without any mail. */
  link: string
  /** The how-to page that the rule’s author named (S0-41): the only other link. */
  help?: string
}

export type EnforcementMails = {
  'enforcement-coming': Told
  /** At the instant from which it counts. */
  'enforcement-began': Told
  /** To those who are ready, once. */
  'enforcement-ready': Told
  /** To whoever was told of another date. */
  'enforcement-moved': Told & { before: number; began: boolean }
  'enforcement-suspended': Told
  'enforcement-resumed': Told & { began: boolean }
  'enforcement-ended': Told
}
export type EnforcementMail = keyof EnforcementMails

type Say = (key: MailKey, values?: Record<string, string | number>) => string
type Writers = { [Kind in EnforcementMail]: (say: Say, told: EnforcementMails[Kind]) => { subject: string; parts: readonly Part[] } }

const minute = 60_000
const isReady = (consequence: Told['consequence']): consequence is 'ready' | 'ready-confirm' => consequence === 'ready' || consequence === 'ready-confirm'
/** Those for whom setting up in time makes the day an ordinary one: with the date they read what it is good for (S0-7). */
const canBeReady = (consequence: Told['consequence']): boolean => consequence === 'set-up' || consequence === 'set-up-mail' || consequence === 'another-kind'
const needsHelp = (consequence: Told['consequence']): boolean => consequence === 'token' || consequence === 'locked-out' || consequence === 'shared'

const why = ({ reason }: Told): Part[] => reason === undefined ? [] : [{ say: plain(reason) }]

/** What the rule means for this very person, and what they can do about it. */
function meaning(say: Say, told: Told, began: boolean): Part[] {
  const { consequence, enforceFrom, registerBy, link, help } = told
  const howTo: Part[] = help === undefined || isReady(consequence) ? [] : [{ link: help, label: say('enforcement.help') }]
  const closing: Part[] = [{ link, label: say('enforcement.link') }, ...howTo, { say: say('enforcement.never') }]
  if (isReady(consequence)) {
    return [
      { say: say(began ? 'enforcement.ready.now' : 'enforcement.ready') },
      ...(consequence === 'ready-confirm' ? [{ say: say('enforcement.ready.confirm') }] : []),
      { say: say('enforcement.ready.test') }, ...closing,
    ]
  }
  return [
    ...(began ? [] : [{ say: say('enforcement.until', { until: enforceFrom - minute }) }]),
    { say: say(began ? `enforcement.now.${consequence}` : `enforcement.then.${consequence}`) },
    ...(began ? [] : registerBy !== undefined ? [{ say: say('enforcement.register-by', { by: registerBy }) }] : canBeReady(consequence) ? [{ say: say('enforcement.avoid') }] : []),
    ...(consequence === 'locked-out' ? [{ say: say('enforcement.ask.for') }] : []),
    { say: needsHelp(consequence) ? say(began ? 'enforcement.ask.now' : 'enforcement.ask') : say('enforcement.set-up') },
    ...closing,
  ]
}

const coming = (say: Say, told: Told): Part[] => [{ say: say('enforcement.date', { from: told.enforceFrom }) }, ...why(told), ...meaning(say, told, false)]

const begun = (say: Say, told: Told): Part[] => [{ say: say('enforcement-began.lead', { from: told.enforceFrom }) }, ...why(told), ...meaning(say, told, true)]
/** Brought forward, or resumed, it may have begun already. */
const asItIs = (say: Say, told: Told & { began: boolean }): Part[] => told.began ? begun(say, told) : coming(say, told)

/** Mails about a rule that is announced: each says from when on, why, and what it means for this very person. */
export const enforcementWriters: Writers = {
  'enforcement-coming': (say, told) => ({ subject: say('enforcement-coming.subject', { from: told.enforceFrom }), parts: coming(say, told) }),
  'enforcement-began': (say, told) => ({
    subject: say('enforcement-began.subject'),
    parts: begun(say, told),
  }),
  'enforcement-ready': (say, told) => ({ subject: say('enforcement-ready.subject', { from: told.enforceFrom }), parts: coming(say, told) }),
  'enforcement-moved': (say, told) => ({
    subject: say('enforcement-moved.subject'),
    parts: [{ say: say('enforcement-moved.lead', { before: told.before }) }, ...asItIs(say, told)],
  }),
  'enforcement-suspended': (say, { enforceFrom, link }) => ({
    subject: say('enforcement-suspended.subject'),
    parts: [{ say: say('enforcement-suspended.lead', { from: enforceFrom }) }, { say: say('enforcement-suspended.keep') }, { link, label: say('enforcement.link') }],
  }),
  'enforcement-resumed': (say, told) => ({
    subject: say('enforcement-resumed.subject'),
    parts: [
      { say: say('enforcement-resumed.lead') },
      ...asItIs(say, told),
    ],
  }),
  'enforcement-ended': (say, { enforceFrom, link }) => ({
    subject: say('enforcement-ended.subject'),
    parts: [{ say: say('enforcement-ended.lead', { from: enforceFrom }) }, { say: say('enforcement-suspended.keep') }, { link, label: say('enforcement.link') }],
  }),
}

export const enforcementKinds = Object.keys(enforcementWriters)
