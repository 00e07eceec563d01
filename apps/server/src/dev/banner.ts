import { demoPassword } from './seed/demo-password.ts'
import { people } from './seed/people.ts'

type Banner = { publicUrl: URL; demoUrl: string }

const shown = ['aoi', 'yuna', 'kenji', 'hana', 'emma', 'reika', 'certs']

/** What `start` prints in demo mode: what to open, and who can sign in. */
export function demoBanner({ publicUrl, demoUrl }: Banner): string {
  const { origin } = publicUrl
  const rows = [
    ['Sample application', demoUrl, ''],
    ['In front of Corp ID', `${demoUrl}/front`, 'hana, with a code'],
    ['Console', `${origin}/console/demo`, 'admin'],
    ['All mail it sends', `${origin}/dev/mail`, ''],
    ['Demo phone', `${demoUrl}/phone`, 'codes for the people below'],
    ["Everybody's password", demoPassword, ''],
  ] as const
  const stories = shown.flatMap((username) => people.filter((person) => person.username === username))
    .map(({ username, story }) => `  ${username.padEnd(6)} ${story?.en ?? ''}`)
  return [
    'Tegata is running with demo data, for this computer only. Ctrl-C stops it.',
    '',
    ...rows.map(([name, value, note]) => `  ${name.padEnd(20)} ${value.padEnd(38)} ${note}`.trimEnd()),
    '',
    ...stories,
    '',
    'The five-minute tour is in README.md. Begin again: npx -y pnpm@12 tegata demo reset',
    '',
  ].join('\n')
}
