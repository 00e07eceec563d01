import type { Instant, Statement } from '../types.ts'
import type { Enforcement } from './policy.ts'

/** One mail about an enforcement to everybody whom it concerns: a reminder so many days before, or news of an act. */
export type Wave = { enforcementId: string; edition: number; wave: string; dueAt: Instant; doneAt: Instant | null; cursor: number | null }
export type WaveKey = Pick<Wave, 'enforcementId' | 'edition' | 'wave'>

/** Who hears of an enforcement, by mail and by the notice of a sign-in. */
export type Reminders = {
  /** Of all realms, every one but drafts. */
  rules(): Promise<readonly Enforcement[]>
  waves(enforcementId: string): Promise<readonly Wave[]>
  /** Changes nothing where the wave has begun. */
  begin(wave: WaveKey & { dueAt: Instant }): Statement
  /** Misses when another node was faster: whatever stands in the unit with it happens once. */
  advance(wave: WaveKey, from: number | null, to: number): Statement
  finish(wave: WaveKey, from: number | null): Statement
  /** Misses unless the rule is as it was read: what was changed meanwhile is told as it is now. Stands first in its unit. */
  unchanged(rule: Pick<Enforcement, 'id' | 'version'>): Statement
  /** Somebody hears of it. Misses as duplicate where they did in this wave. Without a mail: they have no address, or saw it elsewhere. */
  tell(wave: WaveKey, userN: number, mailId: string | null): Statement
  /** Misses when one of these people had mail about any rule since. Of two waves at once the second sees what the first wrote. */
  unheard(realmId: number, numbers: readonly number[], since: Instant): readonly Statement[]
  /** Those of these people to whom mail about any rule was written since. */
  heardSince(numbers: readonly number[], since: Instant): Promise<ReadonlySet<number>>
  /** Those of these people who had news of an act on this very rule since. */
  heardNewsSince(enforcementId: string, numbers: readonly number[], since: Instant): Promise<ReadonlySet<number>>
  /** Keeps in mind that a wave passed these people by, because they had heard that day. Changes nothing for whom it is so already. */
  putOff(wave: WaveKey, numbers: readonly number[]): readonly Statement[]
  /** A wave owes these people nothing any more. */
  settle(wave: WaveKey, numbers: readonly number[]): readonly Statement[]
  /** Whom a wave passed by and still owes its mail, and who had no mail about any rule since; in order. `owes`: whether it owes anybody anything. */
  owed(wave: WaveKey, since: Instant, limit: number): Promise<{ numbers: readonly number[]; owes: boolean }>
  /** Those of these people who were told that they are ready for this rule, whatever edition it had. */
  toldReady(enforcementId: string, numbers: readonly number[]): Promise<ReadonlySet<number>>
  /** Numbers of people who heard of the rule until an instant, by mail or by the notice of a sign-in; in order, after `after`. */
  hearers(enforcementId: string, until: Instant, after: number, limit: number): Promise<readonly number[]>
  /** Mails about rules that wait for the mail server; capped. */
  waiting(realmId: number, cap: number): Promise<number>
  /** How many had mail, how many had no address, and whom it passed by because they had heard that day, by edition and wave. */
  counts(enforcementId: string): Promise<readonly { edition: number; wave: string; mails: number; withoutAddress: number; heardAlready: number }[]>
  /** Mails of the rule that were not handed over yet, by edition, wave and what was written down of the last attempt. */
  waitingOf(enforcementId: string): Promise<readonly { edition: number; wave: string; mails: number; reason: string | null }[]>
  /** When the person last answered "later" to the notice of each of these. */
  answers(realmId: number, userId: string): Promise<ReadonlyMap<string, Instant>>
  later(realmId: number, userId: string, enforcementId: string): Statement
}
