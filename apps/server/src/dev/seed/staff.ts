import { createChance } from './deterministic.ts'
import type { DemoPerson } from './people.ts'

type Name = readonly [family: string, given: string, sort?: string]

const japaneseFamilies = [
  ['佐藤', 'さとう'], ['鈴木', 'すずき'], ['高橋', 'たかはし'], ['田中', 'たなか'], ['伊藤', 'いとう'], ['渡辺', 'わたなべ'], ['山本', 'やまもと'], ['中村', 'なかむら'],
  ['小林', 'こばやし'], ['加藤', 'かとう'], ['吉田', 'よしだ'], ['山田', 'やまだ'], ['佐々木', 'ささき'], ['山口', 'やまぐち'], ['松本', 'まつもと'], ['井上', 'いのうえ'],
  ['木村', 'きむら'], ['林', 'はやし'], ['斎藤', 'さいとう'], ['清水', 'しみず'], ['阿部', 'あべ'], ['森', 'もり'], ['池田', 'いけだ'], ['橋本', 'はしもと'],
] as const
const japaneseGivens = [
  ['翔太', 'しょうた'], ['健太', 'けんた'], ['大輔', 'だいすけ'], ['直樹', 'なおき'], ['誠', 'まこと'], ['拓海', 'たくみ'], ['蓮', 'れん'], ['陽向', 'ひなた'],
  ['美咲', 'みさき'], ['陽子', 'ようこ'], ['愛', 'あい'], ['さくら', 'さくら'], ['結衣', 'ゆい'], ['恵', 'めぐみ'], ['千尋', 'ちひろ'], ['葵', 'あおい'],
] as const
const koreanFamilies = ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임', '한', '오', '서', '신', '권', '황'] as const
const koreanGivens = ['민준', '서준', '도윤', '예준', '하준', '지호', '지훈', '현우', '서연', '서윤', '지우', '하은', '민서', '유진', '수아', '지민'] as const
const westernFamilies = ['Smith', 'Jones', 'Taylor', 'Brown', 'Martin', 'Schmidt', 'Weber', 'Novak', 'Rossi', 'García', 'Silva', 'Nguyễn', 'Andersen', 'Kowalski', "O'Brien", 'Dubois'] as const
const westernGivens = ['Emma', 'Oliver', 'Sophie', 'Lucas', 'Anna', 'Thomas', 'Maria', 'Daniel', 'Julia', 'Peter', 'Chloé', 'Marco', 'Linh', 'Ingrid', 'Sean', 'Zofia'] as const
const departments = ['Sales', 'Engineering', 'Information Systems', 'Finance', 'Human Resources', 'Logistics', 'Marketing', 'Customer Support', 'Research', 'General Affairs'] as const

/** Of 780: 560 set up, 150 not, 40 invited, 30 never signed in. */
const shares = { setUp: 560, notSetUp: 150, invited: 40, never: 30 } as const
const staffCount = shares.setUp + shares.notSetUp + shares.invited + shares.never

/** The colleagues who fill lists and filters. The same every time; nobody has a password. */
export function generateStaff(): readonly DemoPerson[] {
  const chance = createChance(20_261_122)
  const pick = <const Items extends readonly [unknown, ...unknown[]]>(items: Items): Items[number] => items[Math.floor(chance() * items.length)] ?? items[0]

  const nameOf = (): Name => {
    const origin = chance()
    if (origin < 0.6) {
      const [[family, familyKana], [given, givenKana]] = [pick(japaneseFamilies), pick(japaneseGivens)]
      return [family, given, `${familyKana} ${givenKana}`]
    }
    if (origin < 0.85) {
      const [family, given] = [pick(koreanFamilies), pick(koreanGivens)]
      return [family, given, `${family}${given}`]
    }
    return [pick(westernFamilies), pick(westernGivens)]
  }

  // Mixed by a stride that shares no factor with 780, so that the list does not fall into four blocks.
  const rankOf = (index: number): number => (index * 331) % staffCount

  return Array.from({ length: staffCount }, (_, index): DemoPerson => {
    const [familyName, givenName, sortName] = nameOf()
    const rank = rankOf(index)
    const common = { username: `staff-${String(index + 1).padStart(3, '0')}`, familyName, givenName, sortName, department: pick(departments) }
    const half = chance() < 0.5
    const days = 1 + Math.floor(chance() ** 2 * 90)
    if (rank < shares.setUp) return { ...common, otpRequired: half, standing: { kind: 'app', days, used: chance() < 0.9, onPhone: false } }
    if (rank < shares.setUp + shares.notSetUp) return { ...common, otpRequired: half, standing: { kind: 'nothing' } }
    if (rank < shares.setUp + shares.notSetUp + shares.invited) return { ...common, otpRequired: true, standing: { kind: 'invited', hoursAgo: Math.floor(chance() * 60) } }
    return { ...common, standing: { kind: 'nothing' } }
  })
}
