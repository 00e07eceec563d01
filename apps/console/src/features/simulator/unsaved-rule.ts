import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Simulated } from './queries.ts'

/** How the simulator's address names a rule that is not saved. */
export const UNSAVED = 'unsaved'

/** A rule as its form has it: of a saved one what is in place of its own. */
export type UnsavedRule = { enforcementId: string | null, name: string, fields: NonNullable<Simulated['enforcement']> }

/** Carries a rule that is not saved from its form to the simulator. It is gone with the page, and so is what an address says of it. */
export const useUnsavedRule = defineStore('unsaved-rule', () => ({ rule: shallowRef<UnsavedRule | null>(null) }))
