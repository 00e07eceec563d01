import { en, type Messages } from './en.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'

const known = new Map<string, Messages>([['en', en], ['ja', ja], ['ko', ko]])

/** Picks the best language of an Accept-Language header (RFC 9110 §12.5.4); English when none of it is spoken here. */
export function chooseLanguage(header: string | undefined): Messages {
  const wishes = (header ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';')
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean)
    return { language: tag.toLowerCase().split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) }
  })
  const best = wishes
    .filter(({ language, quality }) => known.has(language) && quality > 0)
    .sort((one, other) => other.quality - one.quality)[0]
  return (best && known.get(best.language)) ?? en
}
