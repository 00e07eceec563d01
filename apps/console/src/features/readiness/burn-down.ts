/** One day: how many were not ready, of them those who would not get in at all. */
export type Day = { at: number, open: number, stuck: number }

/** In pixels: it is drawn as wide as it is shown, so that its words keep their size on a phone. */
export const chart = { width: 640, height: 200, left: 44, right: 12, top: 12, bottom: 26 }
const innerHeight = chart.height - chart.top - chart.bottom
const dayMs = 86_400_000

/** The next round number for the scale: 1, 2, 5 and their tens. */
export function roundUp(value: number): number {
  const most = Math.max(4, value)
  const ten = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 4, 5, 10].map((factor) => factor * ten).find((each) => each >= most) ?? most
}

const fixed = (value: number): number => Math.round(value * 10) / 10

/**
 * Where things stand on the chart: from the first day that is known to the instant, or to today where that is later.
 * `pace` is the line that would bring everybody there in time.
 */
export function drawBurnDown(days: readonly Day[], until: number, width = chart.width) {
  const innerWidth = width - chart.left - chart.right
  const known = [...days].sort((one, other) => one.at - other.at)
  const first = known[0]
  const last = known.at(-1)
  if (!first || !last) return null
  const begin = first.at
  const end = Math.max(until, last.at, begin + dayMs)
  const top = roundUp(Math.max(...known.map(({ open }) => open)))
  const x = (at: number): number => fixed(chart.left + ((at - begin) / (end - begin)) * innerWidth)
  const y = (people: number): number => fixed(chart.top + innerHeight - (people / top) * innerHeight)
  const line = (pick: (day: Day) => number): string => known.map((day, index) => `${index === 0 ? 'M' : 'L'}${x(day.at)} ${y(pick(day))}`).join('')
  const area = (pick: (day: Day) => number): string => `${line(pick)}L${x(last.at)} ${y(0)}L${x(begin)} ${y(0)}Z`
  return {
    open: area(({ open }) => open), edge: line(({ open }) => open), stuck: area(({ stuck }) => stuck),
    pace: until > begin ? `M${x(begin)} ${y(first.open)}L${x(until)} ${y(0)}` : null,
    instant: x(until), today: { x: x(last.at), y: y(last.open) },
    ticks: [0, top / 2, top].map((people) => ({ people, y: y(people) })),
    begin, end,
  }
}
