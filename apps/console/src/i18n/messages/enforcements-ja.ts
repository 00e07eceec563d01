import type { Words } from '../i18n.ts'

/** 強制ルール */
const enforcements: Words['enforcements'] = {
  nav: '強制ルール', title: '強制ルール', add: '強制ルールを作成',
  lead: '指定した日から、対象の人にはログインのたびにワンタイムコードを求めます。ポリシーグループ、ネットワーク、アプリケーションによる例外はありません。',
  empty: {
    title: '強制ルールはまだありません',
    text: '対象の人と開始日を決めます。誰かに知らせる前に、一人ひとりに何が起こるかを確認できます。開始日までは何も変わりません。',
    readOnly: 'グローバル管理者が強制ルールを作成すると、準備ができていない人とともにここに表示されます。',
  },
  column: { name: '名前', state: '状態', from: '開始', target: '対象' },
  state: { draft: '下書き', announced: '告知済み', inForce: '適用中', suspended: '一時停止中', ended: '終了' },
  daysLeft: '本日 | あと{count}日 | あと{count}日', since: '{date} から適用中',
  tab: { label: 'このページの内容', readiness: '準備状況', rule: 'ルール', mails: 'リマインダー', history: '履歴', proof: '証跡' },
  gone: '強制ルールの一覧',
  name: '名前', nameHelp: '管理者向けの名前です。対象の人には下の「理由」が表示されます。',
  section: { name: '名前', target: '対象', when: '開始日時', reason: '対象の人に表示する内容', ladder: '準備ができていない人', waves: 'リマインダー' },
  when: {
    day: '日付', time: '時刻', zone: 'タイムゾーン', from: '{date}から', until: '対象の人に表示する期限: {date}まで',
    twice: 'この日は時計が戻されるため、この時刻は2回あります。どちらですか?', which: { earlier: '1回目', later: '2回目' },
    fault: {
      missing: '日付を入力してください。', zone: 'このタイムゾーンはありません。Asia/Tokyo や Europe/Berlin のように入力してください。',
      'no-such-time': 'この日に {time} という時刻はありません。{zone} の時計は {before} の次に {after} になります。どちらかを選んでください。',
      twice: 'この日には {time} が2回あります。', past: 'すでに過ぎた日時です。',
    },
    registerBy: 'より早い日までの準備をお願いする', registerByHelp: '前の週の金曜日など、開始より前の目安の日です。この日には何も起こりません。', registerByAt: '準備のお願い: {date}まで',
    registerByLate: '開始より前の日時を指定してください。', noTime: '時刻を省略すると 0:00 になります。',
  },
  target: {
    question: '誰を対象にしますか?', named: '次のいずれかに当てはまる人', everyone: 'このレルムの全員',
    help: {
      named: 'ロール、グループ、部署、ポリシーグループのどれか一つに当てはまれば対象です。後から加わった人も、その時点から対象になります。',
      everyone: '後から追加される人も含みます。',
    },
    part: { roles: 'ロール', groups: 'グループ', departments: '部署', policyGroups: 'アクセスポリシーグループ' },
    add: { roles: 'ロールを追加…', groups: 'グループを追加…', departments: '部署を追加…', policyGroups: 'ポリシーグループを追加…' },
    administrators: '管理者ロールをすべて追加({count}件)', remove: '{name} を外す', nothing: 'なし', join: '、', missing: '対象を一つ以上選んでください。',
    gone: '(削除済み)',
  },
  reason: '理由', reasonHelp: '1、2文で書いてください。ログイン画面、アカウントページ、すべてのメールに表示されます。',
  helpLink: '案内ページ', helpLinkHelp: '設定方法を案内する自社ページのアドレスを、言語ごとに指定できます。', notAnAddress: 'https:// または http:// で始まるアドレスを入力してください。',
  kinds: 'コードとして認めるもの', noKind: '一つ以上選んでください。このままでは誰もコードを使えません。',
  ladder: '開始時にまだ設定していない人',
  onUnenrolled: { enrol: 'パスワードの入力後に設定する', mailLink: 'パスワードとメールでの確認後に設定する', codeOnly: '非常用OTPトークンがある場合だけログインできる', deny: '管理者の助けがなければログインできない' },
  onUnenrolledHelp: {
    enrol: 'パスワードだけで設定できるため、準備ができていない人のパスワードを知る他人が、先に設定してしまうおそれがあります。メールでの確認も必要になる人については、下の説明をご覧ください。',
    mailLink: '登録済みのアドレスに届くリンクとコードで確認するため、他人が先に設定することを防げます。確認済みのアドレスがない人には、非常用OTPトークンが必要です。',
    codeOnly: 'コードも非常用OTPトークンもない人は、トークンを受け取るまでログインできません。',
    deny: 'コードのない人は、管理者が一緒に設定するまでログインできません。',
  },
  floors: 'どれを選んでも、管理者ロールのある人には必ずメールでの確認が必要です。対象になってから14日(レルムの設定で変更可)が過ぎた人も同じです。その際に確認済みのアドレスがない人には非常用OTPトークンが必要で、トークンもない場合はログインできません。',
  recoveries: 'コードを使えない人のための手段', emergencyToken: '管理者またはヘルプデスクが渡す非常用OTPトークン',
  afterEmergencyQuestion: '非常用OTPトークンを使った後',
  afterEmergency: { nextSignIn: '次回ログイン時にコードを設定する', enrolNow: 'その場でコードを設定する', nothing: '設定は不要' },
  afterEmergencyHelp: { nextSignIn: '今回はそのままログインし、設定は次回行います。', enrolNow: 'トークンが本人の確認になります。', nothing: 'ただし、トークンを3回続けて使った後は設定が必要です。' },
  sessionsQuestion: '開始時にすでにログインしている人',
  sessionsBefore: { askAtNextUse: '次に使うときにコードを求める', letRunOut: 'セッションが終わるまでそのまま使える' },
  sessionsBeforeHelp: { askAtNextUse: '開始の瞬間から、コードなしでは続けられません。', letRunOut: '最長1日です。' },
  shared: '共有アカウント', refusesShared: '共有として登録されたアカウントを拒否する',
  waves: {
    question: '準備ができていない人へのメール', days: '{count}日前 | {count}日前', atOnce: '開始時', none: 'リマインダーなし',
    how: '同じ人に1日に2通届くことはありません。準備ができている人には一度だけお知らせします。告知が遅れた場合は、送るべきメールをすぐに送ります。',
  },
  save: { draft: '下書きとして保存', draftHelp: 'まだ誰にも知らせず、何も変わりません。次の画面で準備状況を確認できます。', reason: '変更の理由', title: '「{name}」を保存しますか?', do: '保存' },
  preview: {
    title: 'このルールで起こること', lead: '保存する前に、一人ひとりに何が起こるかを実際のログインの判定で確認できます。何も保存されず、誰にも知らされません。',
    look: '何が起こるか確認する', unnamed: '新しいルール', simulate: 'このルールでログインをシミュレート', again: 'もう一度確認する', stale: 'その後に変更がありました。ここに表示されているのは変更前の結果です。', noDate: '日付がまだないため、今すぐ始まる場合の結果を表示しています。',
    missing: {
      target: '対象を選ぶと、何が起こるかをここで確認できます。', kinds: 'コードとして認めるものを選ぶと、何が起こるかをここで確認できます。', when: '日時を直すと、何が起こるかをここで確認できます。',
    },
  },
  new: '下書きとして保存しました。まだ誰にも知らせていません。準備状況を確認してから告知してください。',
  conflict: '操作の間に、ほかの人がこの強制ルールを変更しました。',
  conflictAct: '{act}({who}、{at})', conflictLook: '現在の内容を確認して、もう一度判断してください。', conflictGone: '現在の状態では、この操作はできません。',
  instantsByActs: '告知済みの強制ルールの日時は、「延期」または「前倒し」で変更します。知らせを受けた全員に、変更が伝わります。',
  act: {
    announce: '告知', postpone: '延期', 'bring-forward': '前倒し', suspend: '一時停止', resume: '再開', end: '終了', delete: '下書きを削除',
    past: { draft: '下書きを保存', change: '変更', announce: '告知', postpone: '延期', 'bring-forward': '前倒し', suspend: '一時停止', resume: '再開', end: '終了' },
    title: {
      announce: '「{name}」を告知しますか?', postpone: '「{name}」の延期', 'bring-forward': '「{name}」の前倒し', suspend: '「{name}」を一時停止しますか?', resume: '「{name}」を再開しますか?', end: '「{name}」を終了しますか?', delete: 'この下書きを削除しますか?',
    },
    text: {
      announce: '対象の人には、ログイン時にお知らせが表示され、準備ができるまでメールでリマインドします。',
      postpone: '以前の日時を知らせた全員に、新しい日時を知らせます。', 'bring-forward': '以前の日時を知らせた全員に、新しい日時を知らせます。準備の時間は短くなります。',
      suspend: '再開するまで、このルールではコードを求めず、リマインドもしません。知らせを受けた人にはそのことも伝えます。設定済みのコードはそのまま残ります。',
      resume: 'ルールを予定どおりに戻し、知らせを受けた人にはそのことも伝えます。',
      end: 'このルールは完全に終了します。知らせを受けた人にはそのことも伝えます。設定済みのコードは残り、ほかのルールは引き続き適用されます。',
      delete: 'まだ誰にも知らせていません。下書きを削除しても何も残りません。',
    },
    newDate: '新しい日時',
    begin: { question: 'いつ開始しますか?', planned: '予定どおり', date: '別の日時', now: '今すぐ', nowHelp: 'この瞬間から適用されます。準備ができていない人に、準備の時間はありません。' },
    fault: {
      same: '新しい日時を指定してください。', 'not-later': '現在の日時より後ではありません。早める場合は「前倒し」を使ってください。', 'not-earlier': '現在の日時より前ではありません。遅らせる場合は「延期」を使ってください。',
      'register-by': '準備をお願いする日時は、開始より前にしてください。',
    },
    lateWaves: '次のリマインダー(開始までの日数)には間に合いません: {days}。そのうち最も遅いものをすぐに送ります。',
    nobodyYet: '今は対象者がいません。後からロールやグループに加わった人が対象になります。', withoutReminders: 'リマインダーなしで開始する(事前に誰にも知らせません)',
    why: '理由', whyHelp: '履歴と監査ログに残ります。', whyMissing: '理由を入力してください。',
    confirm: '{number}人がログインできなくなることを確認するため、{number} と入力してください', confirmHelp: '先に非常用OTPトークンを渡すか、設定を手伝ってから、もう一度確認することをお勧めします。', confirmWrong: '数が一致しません。',
    lookAgain: 'もう一度確認', done: {
      announce: '告知しました。対象の人には、ログイン時にお知らせが表示されます。メールの送信日時は「リマインダー」で確認できます。', postpone: '延期しました。知らせを受けた人に新しい日時を伝えます。', 'bring-forward': '前倒ししました。知らせを受けた人に新しい日時を伝えます。', suspend: '一時停止しました。', resume: '再開しました。', end: '終了しました。',
    },
  },
  inPast: 'この日時はすでに過ぎています。新しい日時を指定するか、今すぐ開始してください。',
  history: {
    title: 'いつ、何を、なぜ行ったか', by: '{name}', diff: '{field}: {before} → {after}', empty: '–',
    field: {
      name: '名前', state: '状態', enforceFrom: '開始', registerBy: '準備のお願い', zone: 'タイムゾーン', target_everyone: '全員が対象', target_roles: 'ロール', target_groups: 'グループ', target_departments: '部署',
      target_policyGroups: 'アクセスポリシーグループ', reason: '対象の人への理由', helpLink: '案内ページ', kinds: 'コードとして認めるもの', recoveries: 'コードを使えないとき', onUnenrolled: 'まだ設定していない人', afterEmergency: '非常用OTPトークンを使った後',
      sessionsBefore: 'すでにログインしている人', refusesShared: '共有アカウント', waves: 'リマインダー', announcedAt: '告知日時',
    },
  },
  mails: {
    title: 'メールで知らせる内容', noServer: 'このレルムにはメールサーバーがありません。設定されるまでメールは送信されません。', draft: '下書きの間は誰にも知らせません。告知すると、これらのメールが送信されます。', none: '予定されているメールはありません。',
    pace: '1分間に送信するのは最大{count}通です。', withoutAddress: 'アドレスなし{count}人 | アドレスなし{count}人',
    heardAlready: '{count}人はその日すでにメールを受け取っているため、1日後に送信', heardThatDay: '{count}人はその日すでに別のメールを受信', waiting: 'メールサーバー待ち{count}通',
    stuck: 'メールサーバーに渡せていないメールが{count}通あります。 | メールサーバーに渡せていないメールが{count}通あります。', answer: 'サーバーの応答: {answer}', failure: {
      unreachable: 'メールサーバーが応答していません。自動的に再送します。', 'no-server': 'このレルムにはメールサーバーがありません。レルムの設定で登録してください。', other: 'メールサーバーがまだ受け付けていません。自動的に再送します。',
    },
    atOnce: '告知するとすぐに', column: { what: '内容', when: '日時', state: '状態', mails: '通数' }, state: { planned: '予定', sending: '送信中', done: '送信済み', 'left-out': '見送り', 'at-once': '予定', nobody: '送る相手なし' },
    wave: { reminder: 'リマインダー', moved: '日時の変更', suspended: '一時停止', resumed: '再開', ended: '終了', ready: '準備ができている人へ', 'by-hand': '手動のリマインド' },
    kind: { coming: '開始前', began: '開始時', ready: '準備ができている人へ(一度だけ)', moved: '日時の変更', suspended: '一時停止', resumed: '再開', ended: '終了' },
    consequence: {
      ready: '準備ができている', 'ready-confirm': '準備ができているが、一度メールで確認する', 'set-up': 'コードを設定する', 'set-up-mail': 'メールで確認してコードを設定する', 'another-kind': '設定済みのものが認められない', token: '非常用OTPトークンがある場合だけログインできる', 'locked-out': 'ログインできなくなる', shared: '共有アカウント',
    },
    preview: {
      title: '文面', lead: '本人に何が起こるかを、本人の言語で知らせます。', kind: 'メールの種類', consequence: '対象の人の状況', language: '言語', subject: '件名:', asMail: 'メール「{subject}」の表示例', text: 'メールの本文', test: '自分に送信', sent: '{to} に送信します。',
    },
  },
  recovery: { 'emergency-token': '非常用OTPトークン', 'backup-code': 'バックアップコード', mail: 'メール' },
  refused: '拒否する', allowed: '認める', nobody: 'なし',
}
export default enforcements
