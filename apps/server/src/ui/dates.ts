import { zoneName } from '@tegata/contract'
import type { Language } from './languages.ts'

/**
 * How an instant is shown: `moment` with weekday, time and zone; `brief` the same, shortened, for lists;
 * `day` without the time; `time` the time and zone alone, for what happens within the hour.
 */
export type DateStyle = 'moment' | 'brief' | 'day' | 'time'

const formatters = new Map<string, Intl.DateTimeFormat>()

function partsOf(at: number, zone: string, language: Language, weekday: 'long' | 'short'): Record<string, string> {
  const key = `${language} ${zone} ${weekday}`
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone, weekday, hourCycle: 'h23',
    year: 'numeric', month: language === 'en' ? weekday : 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit',
  })
  formatters.set(key, formatter)
  return Object.fromEntries(formatter.formatToParts(at).map(({ type, value }) => [type, value]))
}

/** An instant in words of the language, in the given IANA zone: "Tuesday, 1 December 2026, 00:00 JST". */
export function showDate(at: number, style: DateStyle, zone: string, language: Language): string {
  const p = partsOf(at, zone, language, style === 'brief' ? 'short' : 'long')
  const name = zoneName(zone, at)
  const hour = Number(p.hour)
  const minute = Number(p.minute)

  if (language === 'en') {
    const time = `${p.hour}:${p.minute} ${name}`
    const day = `${p.weekday}${style === 'brief' ? '' : ','} ${p.day} ${p.month} ${p.year}`
    return style === 'time' ? time : style === 'day' ? day : `${day}, ${time}`
  }
  const weekday = new Intl.DateTimeFormat(language, { timeZone: zone, weekday: 'short' }).format(at)
  if (language === 'ja') {
    const time = `${hour}:${p.minute}(${name})`
    const day = style === 'brief' ? `${p.year}/${p.month?.replace('月', '')}/${p.day?.replace('日', '')}(${weekday})`
      : `${p.year}年${p.month?.replace('月', '')}月${p.day?.replace('日', '')}日(${weekday})`
    return style === 'time' ? time : style === 'day' ? day : style === 'brief' ? `${day} ${time}` : `${day}${time}`
  }
  const time = style === 'brief' ? `${hour}:${p.minute}(${name})`
    : `${hour}시${minute === 0 ? '' : ` ${minute}분`}(${name})`
  const month = p.month?.replace('월', '')
  const dayOfMonth = p.day?.replace('일', '')
  const day = style === 'brief' ? `${p.year}. ${month}. ${dayOfMonth}.(${weekday})`
    : `${p.year}년 ${month}월 ${dayOfMonth}일(${weekday})`
  return style === 'time' ? time : style === 'day' ? day : `${day} ${time}`
}
