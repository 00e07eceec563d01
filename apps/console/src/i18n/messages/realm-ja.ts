import type { Words } from '../i18n.ts'

const realm: Words['realm'] = {
  title: 'レルムの設定', lead: 'このレルムのログイン方法と、ユーザーへの表示を決めます。変更はすぐに反映されます。', conflict: 'ほかの人が設定を保存しました。',
  sections: 'このページの項目',
  section: {
    pages: 'ログイン画面', start: 'ログイン後の行き先', codes: 'コードと初期設定', sessions: 'セッション', limits: '試行回数の制限', mails: 'メール', mailServer: 'メールサーバー',
  },
  language: { en: '英語', ja: '日本語', ko: '韓国語' }, firstLanguage: '合うものがない場合', tries: '{minutes}分間に{max}回',
  field: {
    displayName: '名前', languages: '言語', zone: 'タイムゾーン', contact: '問い合わせ先', helpLink: 'ヘルプのリンク', recommendedApps: 'おすすめのアプリ', presentation: '表示形式', emailedCodes: 'メールのコード',
    startPageUrl: '開始ページ', startPageName: '開始ページの名前', askRegistered: 'コードを設定済みの人には常に求める', stepOrder: '設定リンクの順序', setupLinkHours: '設定リンクの有効時間(時間)',
    resetLinkMinutes: 'パスワード用リンクの有効時間(分)', enrolWithinDays: 'パスワードだけで設定できる日数', emergencyMode: '非常用OTPトークン', emergencyInitial: '新しいユーザーに用意する数',
    emergencyHandOutHours: '手渡したトークンの有効時間(時間)', emergencyInARow: 'トークンで連続ログインできる回数', sessionIdleMinutes: '使わないと終了するまで(分)', sessionMaxHours: '必ず終了するまで(時間)', mailsPerMinute: '1分あたりのメール数',
    helpDeskMail: 'リセット依頼の送信先', ownNetworks: '自社のネットワーク', waitMinutes: 'その後の待ち時間(分)', journeyCodeTries: '1回のログインでのコードの誤り', secondFactorHard: '認証手段を停止するまでの連続した誤り',
    secondFactorShort: '1人のコードの誤り', secondFactorDay: '1人のコードの誤り(長期)', secondFactorMonth: '1人のコードの誤り(最長)', passwordKnownBrowser: 'パスワードの誤り(既知のブラウザー)',
    passwordUnknownBrowser: 'パスワードの誤り(未知のブラウザー)', passwordAddress: '1つのアドレスからのパスワードの誤り', mailBeforePassword: 'パスワード前のメール', mailAfterPassword: 'パスワード後のメール',
  },
  help: {
    displayName: 'すべてのログイン画面とメールに表示されます。', zone: 'ユーザーに日時を示すときに使います。', contact: '困ったときに案内されます。例: IT ヘルプデスク 内線 4357',
    helpLink: '自社の案内ページのアドレスです。', recommendedApps: '認証アプリを1行に1つ。空白のあとにアドレスを書けます。', startPageUrl: '設定が終わった人の行き先です。空欄の場合はアカウントページです。',
    startPageName: 'ボタンにこの名前が表示されます。', askRegistered: '必須でない場合でも、設定済みの人にはコードを求めます。', setupLinkHours: '期限後は、そのページで新しいリンクを依頼できます。',
    resetLinkMinutes: 'メールを受け取ってから新しいパスワードを決めるまで。', enrolWithinDays: 'コードが必須になってからの日数です。その後はメールでの確認も必要です。0 では常にメールが必要です。', emergencyInitial: '0 から 50 まで。',
    emergencyHandOutHours: 'ヘルプデスクが電話などで渡すトークンの有効時間です。最初から登録されているトークンに期限はありません。', emergencyInARow: 'この回数を超えると設定が必須になります。', sessionIdleMinutes: 'もう一度パスワードを求めます。', sessionMaxHours: '使用中でも終了します。', mailsPerMinute: '超えた分は順番を待ちます。',
    helpDeskMail: 'ヘルプデスクのアドレスです。', ownNetworks: '1行に1つ。例: 192.0.2.0/24。ここからは、アドレスではなく人ごとに数えます。', waitMinutes: '順に適用されます。カンマで区切ってください。',
    journeyCodeTries: '超えるとログインは最初からになります。', secondFactorHard: '10 から 100 まで。',
  },
  choice: {
    presentation: { interactive: 'モダン', classic: 'クラシック' }, emailedCodes: { standard: '10分間', 'time-step': 'アプリと同じ: 30秒ごと', off: '使用しない' }, stepOrder: { 'otp-then-password': 'コード、次にパスワード', 'password-then-otp': 'パスワード、次にコード' },
    emergencyMode: { recoverable: 'あとから表示できる', once: '一度だけ表示' },
  },
  choiceHelp: {
    presentation: { interactive: '手順を追って案内するページです。', classic: 'HENNGE Access Control と同じ形式です。' },
    emailedCodes: { standard: 'ログインごとにランダムなコードを送信します。', 'time-step': '30秒ごとに新しい値になり、最長でも90秒で無効になります。メールの到着がそれより遅い人はログインできません。迷惑メールフィルターを通す場合、数分おきにメールを受信するスマートフォン、入力に時間がかかる方などです。', off: 'メールのコードは誰も設定できません。すでにメールで受け取っている方は、もう一度だけメールのコードで確認し、アプリを設定します。' },
    stepOrder: { 'otp-then-password': '先に QR コードを読み取り、最後にパスワードを決めます。', 'password-then-otp': '先にパスワードを決めます。' },
    emergencyMode: { recoverable: '暗号化して保存します。管理者が表示するには、コードの再入力と理由が必要で、本人にもメールで知らせます。', once: 'あとから表示することはできません。保存すると、これまでに発行したトークンの値も破棄されます。' },
  },
  limits: { text: '待ち時間に入るまでに許される誤りの回数です。', max: '{what}: 回数', minutes: '{what}: 分', in: '回 /', unit: '分' },
  fault: {
    url: 'Web アドレス(https://…)ではありません。', languages: '1つ以上選んでください。', waits: '1 から 1440 までの整数を、10個まで、カンマで区切って入力してください。', apps: '20個までです。', name: '開始ページには英語の名前が必要です。',
    number: '{least} から {most} までの数を入力してください。',
    of: { zone: 'Asia/Tokyo のようなタイムゾーンではありません。', ownNetworks: '192.0.2.0/24 のようなネットワークではないものがあります。', recommendedApps: 'このままでは使えないものがあります。' },
  },
  mail: {
    question: 'このレルムのメールをどのサーバーから送りますか?', save: 'メールサーバーを保存', use: { installation: 'システム共通のサーバー', own: '専用のサーバー' },
    useHelp: { installation: '運用担当者が設定したものです。', own: '独自の送信元を使う場合です。' },
    field: { use: 'メールサーバー', host: 'ホスト', port: 'ポート', from: '送信元', username: 'ユーザー名', password: 'パスワード', security: '暗号化' },
    security: { starttls: 'STARTTLS', tls: '最初から TLS' }, securityHelp: { starttls: '提供されていれば使い、ユーザー名がある場合は必須です。', tls: '通常はポート 465 です。' },
    passwordKept: '保存されています。変えない場合は空欄のままにしてください。ホストを変える場合は入力し直してください。', passwordNone: '保存されていません。',
    test: {
      to: 'テストメールの宛先', send: 'テストメールを送信', none: 'メールサーバーがまだないため、メールを送信できません。', unsaved: 'テストには保存済みの設定を使います。先に保存してください。', answer: 'メールサーバーの応答:',
      outcome: {
        sent: 'メールサーバー {server} が {to} 宛てのメールを受け付けました。迷惑メールも含めて、届いているか確かめてください。', 'recipient-refused': '{server} が {to} 宛てのメールを拒否しました。アドレスと、ほかのドメインへの送信が許可されているかを確認してください。',
        'sender-refused': '{server} が送信元 {from} を拒否しました。サーバーが認める送信元を使ってください。', 'log-in-refused': '{server} がユーザー名とパスワードを拒否しました。両方を入力し直してください。',
        'no-encryption': '{server} は暗号化に対応していません。暗号化なしではパスワードを送りません。最初から TLS を使うか、別のポートにしてください。', certificate: '{server} の証明書を信頼できません。期限切れか、別の名前のものです。',
        'not-found': '{server} が見つかりません。ホスト名を確認してください。', unreachable: '{server} からメールサーバーとしての応答がありません。ホスト、ポート、ファイアウォールを確認してください。', timeout: '{server} が時間内に応答しませんでした。ホスト、ポート、暗号化、ファイアウォールを確認してください。',
        'other-answer': '{server} がメールを拒否しました。',
      },
    },
  },
}
export default realm
