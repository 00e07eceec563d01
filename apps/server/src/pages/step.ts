import type { StepName } from '../journey/next-step.ts'
import type { Page } from '../ui/layout.ts'
import type { Visit } from './visit.ts'

export type Fields = Readonly<Record<string, string>>

/**
 * One step of a journey: the page that it shows, and what an answer does. An answer changes the journey and nothing
 * else that the browser sees; where it goes on is found out afterwards. `answer` may name another page of the journey.
 */
export type StepPage = {
  show(visit: Visit): Promise<Page> | Page
  answer?(visit: Visit, fields: Fields): Promise<string | void>
}
export type StepPages = Partial<Record<StepName, StepPage>>
