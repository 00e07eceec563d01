const minute = 60_000
const waits = [minute / 2, minute, 2 * minute, 5 * minute, 5 * minute, 10 * minute, 15 * minute]
const longest = 30 * minute

/**
 * How long a mail waits after its n-th failed try (n ≥ 1), in milliseconds. Short at first, because greylisting asks for
 * one to five minutes and somebody is waiting; never longer than half an hour, so that mail flows soon after an outage.
 */
export const waitAfter = (attempts: number): number => waits[Math.max(0, attempts - 1)] ?? longest

/** After so many tries, about two days, a mail is given up. */
export const maxAttempts = 100
