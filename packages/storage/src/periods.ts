/** Milliseconds: four weeks. In such steps an index holds an instant that changes with every sign-in; part of a migration, so it stays. */
export const periodMs = 2_419_200_000
export const periodOf = (instant: number): number => Math.floor(instant / periodMs)
