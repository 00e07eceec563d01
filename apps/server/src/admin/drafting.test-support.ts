import { isProblem } from '@tegata/contract'
import type { Who } from './api.test-support.ts'
import { boss, house } from './realm-of-its-own.test-support.ts'

export const day = 86_400_000
const tokyo = 9 * 3_600_000
let count = 0

export const now = () => house.storage.clock.now()
/** A date in Tokyo, so many days from now. */
export const dateIn = (days: number) => new Date(now() + tokyo + days * day).toISOString().slice(0, 10)
export const inDays = (days: number, time = '00:00') => ({ date: dateIn(days), time, zone: 'Asia/Tokyo' })
export const why = 'as the board decided'
export type Draft = Partial<Parameters<Who['api']['createEnforcement']>[0]>
export const draft = (more: Draft = {}) => boss.api.createEnforcement({ name: `rule ${++count}`, enforceFrom: inDays(40), target: { everyone: true }, ...more })
export const announced = async (more: Draft = {}) => boss.api.announceEnforcement({ enforcementId: (await draft(more)).id, reason: why })
export const detailsOf = (call: Promise<unknown>) => call.then(() => null, (error: unknown) => (isProblem(error) ? { code: error.code, ...error.details } : error))
