import { zoneName } from '@tegata/contract'
import type { Language } from './languages.ts'

/** `moment` with weekday, time and zone; `brief` the same, shortened; `row` without the weekday, for a column of them; `day` without the time. */
export type DateStyle = 'moment' | 'brief' | 'row' | 'day'

const formatters = new Map<string, Intl.DateTimeFormat>()

function partsOf(at: Date, zone: string, language: Language, width: 'long' | 'short') {
  const key = `${language} ${zone} ${width}`
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone, weekday: language === 'en' ? width : 'short', hourCycle: 'h23',
    year: 'numeric', month: language === 'en' ? width : 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit',
  })
  formatters.set(key, formatter)
  const found = new Map(formatter.formatToParts(at).map(({ type, value }) => [type, value]))
  // British English has "Sept" beside eleven months of three letters.
  const part = (type: Intl.DateTimeFormatPartTypes) => (found.get(type) ?? '').replace(/[年月日년월일]$/, '').replace(/^Sept$/, 'Sep')
  return {
    year: part('year'), month: part('month'), day: part('day'), weekday: found.get('weekday') ?? '',
    hour: part('hour'), minute: part('minute'),
  }
}

/** An instant in words of the language, in the given IANA zone: "Tuesday, 1 December 2026, 00:00 JST". */
export function showDate(iso: string, style: DateStyle, zone: string, language: Language): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const brief = style === 'brief' || style === 'row'
  const { year, month, day, weekday, hour, minute } = partsOf(at, zone, language, brief ? 'short' : 'long')
  const name = zoneName(zone, at.getTime())
  const isRow = style === 'row'
  if (language === 'en') {
    const date = isRow ? `${day} ${month} ${year}` : brief ? `${weekday} ${day} ${month} ${year}` : `${weekday}, ${day} ${month} ${year}`
    return style === 'day' ? date : `${date}, ${hour}:${minute} ${name}`
  }
  const date = language === 'ja'
    ? (isRow ? `${year}/${month}/${day}` : brief ? `${year}/${month}/${day}(${weekday})` : `${year}年${month}月${day}日(${weekday})`)
    : (isRow ? `${year}. ${month}. ${day}.` : brief ? `${year}. ${month}. ${day}.(${weekday})` : `${year}년 ${month}월 ${day}일(${weekday})`)
  return style === 'day' ? date : `${date} ${Number(hour)}:${minute}(${name})`
}
