import { describe, expect, test } from 'vitest'
import { chart, drawBurnDown, roundUp } from './burn-down.ts'

const day = (date: string, open: number, stuck = 0) => ({ at: Date.parse(`${date}T00:00:00Z`), open, stuck })
const until = Date.parse('2026-12-01T00:00:00Z')
const bottom = chart.height - chart.bottom

describe('the burn-down to the instant', () => {
  test('runs from the first day that is known to the instant, whose place is the right edge', () => {
    const drawn = drawBurnDown([day('2026-11-01', 10), day('2026-11-16', 5, 2)], until)
    expect(drawn?.edge).toBe(`M${chart.left} ${chart.top}L336 93`)
    expect(drawn?.today).toEqual({ x: 336, y: 93 })
    expect(drawn?.instant).toBe(chart.width - chart.right)
    expect(drawn?.pace).toBe(`M${chart.left} ${chart.top}L${chart.width - chart.right} ${bottom}`)
    expect(drawn?.ticks.map(({ people }) => people)).toEqual([0, 5, 10])
  })

  test('goes on behind the instant, and begins with any order of days', () => {
    const drawn = drawBurnDown([day('2026-12-11', 1), day('2026-11-21', 4)], until)
    expect(drawn?.instant).toBe(chart.left + (chart.width - chart.left - chart.right) / 2)
    expect(drawn?.today.x).toBe(chart.width - chart.right)
  })

  test('stands still at nobody, without a division by nothing', () => {
    const drawn = drawBurnDown([day('2026-12-01', 0)], until)
    expect(drawn?.edge).toBe(`M${chart.left} ${bottom}`)
    expect(drawn?.pace).toBeNull()
    expect(drawn?.ticks.map(({ people }) => people)).toEqual([0, 2, 4])
  })

  test('is nothing where no day is known yet', () => {
    expect(drawBurnDown([], until)).toBeNull()
  })

  test.each([[0, 4], [3, 4], [4, 4], [7, 10], [11, 20], [41, 50], [120, 200], [999_999, 1_000_000]])('a scale for %i ends at %i', (most, scale) => {
    expect(roundUp(most)).toBe(scale)
  })
})
