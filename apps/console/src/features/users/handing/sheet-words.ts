import type { Language } from '../../../i18n/languages.ts'

type Sheet = { realm: string, username: string, until: string, contact: string }
type Words = {
  title: Record<'set-up' | 'new-password', string>
  lead: (about: Sheet) => string
  name: string
  username: string
  steps: Record<'set-up' | 'new-password', readonly string[]>
  scan: string
  byHand: string
  until: (about: Sheet) => string
  care: (about: Sheet) => string
}

/** What stands on the sheet, in the language of the person who gets it, whatever language the console is in. */
export const sheetWords: Readonly<Record<Language, Words>> = {
  en: {
    title: { 'set-up': 'Set up your account', 'new-password': 'Choose a new password' },
    lead: ({ realm }) => `For your account at ${realm}. It takes about three minutes.`,
    name: 'Name', username: 'User name',
    steps: {
      'set-up': [
        'Install an authenticator app on your phone, for instance Google Authenticator, Microsoft Authenticator or FreeOTP.',
        'Scan this code with the camera of your phone, or type the address into a browser. Choose “Click here to continue”.',
        'Follow the page: add the code to the app, enter the 6 digits that it shows, and choose a password.',
      ],
      'new-password': [
        'Scan this code with the camera of your phone, or type the address into a browser.',
        'Choose “Click here to continue”, and choose a new password.',
        'Sign in with it. If you are asked for a code, open your authenticator app as usual.',
      ],
    },
    scan: 'QR code of the link', byHand: 'Or type this address:',
    until: ({ until }) => `The link works once, until ${until}.`,
    care: ({ contact }) => `Keep this sheet to yourself and destroy it afterwards. Is it not for you, or lost? Tell ${contact}.`,
  },
  ja: {
    title: { 'set-up': 'アカウントの設定', 'new-password': '新しいパスワードの設定' },
    lead: ({ realm }) => `${realm}のアカウント用のご案内です。所要時間は約3分です。`,
    name: '氏名', username: 'ユーザー名',
    steps: {
      'set-up': [
        'スマートフォンに認証アプリ(Google Authenticator、Microsoft Authenticator、FreeOTP など)をインストールしてください。',
        'スマートフォンのカメラでこのコードを読み取るか、アドレスをブラウザーに入力してください。「続行するにはここをクリックしてください」を選びます。',
        '画面の案内に従って、アプリへの登録、表示された6桁のコードの入力、パスワードの設定を行ってください。',
      ],
      'new-password': [
        'スマートフォンのカメラでこのコードを読み取るか、アドレスをブラウザーに入力してください。',
        '「続行するにはここをクリックしてください」を選び、新しいパスワードを設定してください。',
        '新しいパスワードでログインしてください。コードを求められたら、いつものように認証アプリを開いてください。',
      ],
    },
    scan: 'リンクの QR コード', byHand: 'または、次のアドレスを入力してください。',
    until: ({ until }) => `このリンクは${until}まで、一度だけ使えます。`,
    care: ({ contact }) => `この用紙は他人に見せず、設定後は破棄してください。お心当たりがない場合や紛失した場合は、${contact}までお知らせください。`,
  },
  ko: {
    title: { 'set-up': '계정 설정 안내', 'new-password': '새 비밀번호 설정 안내' },
    lead: ({ realm }) => `${realm} 계정을 위한 안내문입니다. 약 3분 걸립니다.`,
    name: '이름', username: '사용자 이름',
    steps: {
      'set-up': [
        '휴대폰에 OTP 앱을 설치해 주세요(Google OTP, Microsoft Authenticator, FreeOTP 등).',
        '휴대폰 카메라로 이 코드를 스캔하거나 주소를 브라우저에 입력하고, ‘계속하려면 여기를 클릭하세요’를 선택하세요.',
        '화면 안내에 따라 앱에 등록하고, 표시된 6자리 코드를 입력한 뒤 비밀번호를 정하세요.',
      ],
      'new-password': [
        '휴대폰 카메라로 이 코드를 스캔하거나 주소를 브라우저에 입력하세요.',
        '‘계속하려면 여기를 클릭하세요’를 선택하고 새 비밀번호를 정하세요.',
        '새 비밀번호로 로그인하세요. 코드를 요청받으면 평소처럼 OTP 앱을 여세요.',
      ],
    },
    scan: '링크의 QR 코드', byHand: '또는 다음 주소를 입력하세요.',
    until: ({ until }) => `이 링크는 한 번만 쓸 수 있습니다. 유효 기간: ${until}까지.`,
    care: ({ contact }) => `이 종이를 다른 사람에게 보이지 말고, 설정 후에는 폐기해 주세요. 본인의 것이 아니거나 잃어버렸다면 알려 주세요: ${contact}`,
  },
}
