import type { Words } from '../i18n.ts'
import audit from './audit-ja.ts'
import clients from './clients-ja.ts'
import coming from './coming-ja.ts'
import dashboard from './dashboard-ja.ts'
import enforcements from './enforcements-ja.ts'
import helpDesk from './help-desk-ja.ts'
import emailed from './emailed-ja.ts'
import files from './files-ja.ts'
import keys from './keys-ja.ts'
import readiness from './readiness-ja.ts'
import shared from './shared-ja.ts'
import simulator from './simulator-ja.ts'
import realm from './realm-ja.ts'
import people from './people-ja.ts'
import bulk from './bulk-ja.ts'
import auditWords from './audit-words-ja.ts'
import branding from './branding-ja.ts'
import policyGroups from './policies-ja.ts'
import policyConditions from './policy-conditions-ja.ts'
import policyHistory from './policy-history-ja.ts'
import policyUntil from './policy-until-ja.ts'
import upstreams from './upstreams-ja.ts'
import trace from './trace-ja.ts'
import userPage from './user-page-ja.ts'

const ja: Words = {
  common: {
    loading: '読み込み中…', tryAgain: 'もう一度試す', cancel: 'キャンセル', close: '閉じる', remove: '削除', optional: '(任意)',
    yes: 'はい', no: 'いいえ', empty: '(空欄)',
    copy: 'コピー', copyNamed: 'コピー: {what}', copied: 'コピーしました。', notCopied: 'コピーできませんでした。選択して手動でコピーしてください。',
    unsaved: 'まだ保存していません', save: '保存', discard: '破棄', saved: '保存しました。',
    restored: '保存していなかった入力内容を復元しました。',
    conflict: {
      text: '入力した内容は残っています。確認してから、もう一度保存してください。', change: '{field}: {before} → {now}', mine: '入力中の内容: {value}', takeTheirs: '相手の内容にする',
    },
  },
  shell: {
    skip: '本文へ移動', menu: 'メニュー', navigation: 'ページ', console: '管理コンソール', you: 'マイアカウント', language: '言語', theme: '表示',
    themes: { system: 'システム', light: 'ライト', dark: 'ダーク' }, signOut: 'ログアウト',
    readOnly: '閲覧専用です。すべて閲覧できますが、変更はできません。',
  },
  nav: { people: 'ユーザー管理', connections: '連携', realmHead: 'レルム', dashboard: 'ダッシュボード', users: 'ユーザー', resetRequests: 'リセット依頼', accessControl: 'アクセス制御', policyGroups: 'アクセスポリシーグループ', upstreams: 'ID プロバイダー', clients: 'アプリケーション', keys: '署名鍵', realm: 'レルムの設定', audit: '監査ログ', open: '未対応{count}件' },
  noPermission: {
    title: 'このコンソールは管理者用です',
    text: '{name} さんとしてログインしていますが、このレルムの管理者ロールがありません。グローバル管理者にロールの付与を依頼するか、別のアカウントでログインしてください。',
    other: '別のアカウントでログイン',
  },
  notFound: { title: 'ページが見つかりません', text: 'アドレスが古いか、間違っている可能性があります。', go: 'ユーザー一覧へ' },
  signedOut: { title: 'ログアウトしました', text: 'このコンピューターでは、管理コンソールにログインしている人はいません。', again: 'もう一度ログイン' },
  signInFailed: {
    title: 'ログインできませんでした', again: 'もう一度ログイン',
    reason: {
      access_denied: 'ログインが途中で取り消されました。',
      unknown_state: '古いアドレスから開いたか、ログインを始めたタブとは別のタブで開いています。',
      unreachable: 'サーバーに接続できません。ネットワークを確認して、もう一度お試しください。',
      invalid_grant: 'ログインに時間がかかりすぎたか、このページが二度開かれました。',
      unmet_authentication_requirements: 'このページに必要な認証を完了できませんでした。',
      other: 'サーバーの応答: {reason}',
    },
  },
  confirm: {
    fresh: { title: '本人確認をお願いします', text: 'この操作を行うには、あらためてコードの入力が必要です。小さなウィンドウが開きます。このページはそのまま残ります。' },
    ended: { title: 'セッションが終了しました', text: '小さなウィンドウでもう一度ログインしてください。このページと入力した内容はそのまま残ります。' },
    go: '続行', again: 'もう一度ウィンドウを開く', here: 'この画面で続行', anew: 'もう一度ログイン', account: 'アカウントページを開く',
    waiting: '小さなウィンドウでの操作を待っています…',
    hindrance: {
      blocked: 'ブラウザーが小さなウィンドウをブロックしました。この画面で続けることもできます。入力した内容は保持されます。',
      closed: '完了する前に小さなウィンドウが閉じられました。', refused: '確認できませんでした。何も変更されていません。',
      'other-person': '別の人がログインしました。このコンソールでお使いのアカウントでログインしてください。', unreachable: 'サーバーに接続できません。何も変更されていません。',
      'no-code': 'コードの入力が求められませんでした。コードが未設定か、非常用OTPトークンでログインしたためです(この操作には使えません)。アカウントページでコードを設定するか、もう一度ログインしてコードを入力してください。フォームに入力した内容は残ります。',
    },
  },
  roles: {
    'global-admin': 'グローバル管理者', 'read-only-admin': '閲覧専用管理者', 'certificate-admin': '証明書管理者',
    'secure-browser-admin': 'セキュアブラウザ管理者', 'certificate-and-secure-browser-admin': '証明書・セキュアブラウザ管理者', 'help-desk': 'ヘルプデスク',
  },
  users: {
    title: 'ユーザー一覧', search: '氏名、ふりがな、ユーザー名、メール、受付番号', administrator: '管理者', disabled: '無効', neverSignedIn: 'なし',
    more: 'さらに表示', shown: '{count}人', shownMore: '先頭の{count}人',
    column: { name: '氏名', otp: 'ワンタイムコード', department: '部署', lastSignIn: '最終ログイン' },
    nobody: { title: '該当する人がいません', text: '入力内容を確認するか、フィルターを外してください。', all: '全員を表示' },
    none: { title: 'ユーザーがまだいません', text: '「ユーザーを追加」から最初の人を追加してください。' },
    filter: {
      title: 'フィルター', any: '指定なし', role: 'ロール', otp: 'ワンタイムコード', state: 'アカウント', enabled: '有効', disabled: '無効',
      anyAdministrator: '管理者(すべてのロール)', active: '使用中のフィルター', remove: 'フィルター「{filter}」を外す', clear: 'すべて外す',
      questions: {
        administratorsWithoutOtp: 'OTP 未設定の管理者', waiting: 'コードの設定が済んでいない人', disabled: '無効なアカウント',
      },
    },
    otp: {
      title: 'ワンタイムコード', box: 'OTP設定', boxHelp: 'この人はワンタイムコードを使う必要があります。',
      status: { 'set-up': '設定済み', waiting: '設定待ち', 'not-required': '不要', token: 'トークンが必要', 'locked-out': 'ログイン不可' },
      filter: {
        'not-set-up': '未設定', 'set-up': '設定済み', waiting: '必要・未設定', required: '必要', 'not-required': '不要・未設定',
      },
    },
    truth: {
      join: '{one}{two}',
      demand: { box: 'コードが必要です。', rule: 'この設定では不要ですが、ほかのルールによりコードが必要です。', 'unless-exempt': 'この設定では不要ですが、除外条件に当てはまらない場所からのログインではポリシーグループによりコードが必要です。', none: 'コードは不要です。' },
      waiting: 'まだ設定していません。', absent: '未設定です。',
      setUp: '{date} に設定', setUpBy: '{date} に {who} が設定', setUpAndUsed: '{setUp}、{used}。',
      lastUsed: '最終使用 {date}', neverUsed: 'その後の使用なし',
      next: {
        here: {
          in: '次回ログイン時、コードは求められません。', code: '次回ログイン時にコードを求められます。', 'set-up': '次回ログイン時に設定します。',
          token: '次回は非常用OTPトークンがある場合だけログインできます。', 'locked-out': '次回はログインできません。',
        },
        there: {
          in: '次回ログイン時、コードは求められません。', code: 'その場合、次回ログイン時にコードを求められます。', 'set-up': 'その場合、次回ログイン時に設定します。',
          token: 'その場合、非常用OTPトークンがあるときだけログインできます。', 'locked-out': 'その場合、ログインできません。',
        },
        password: {
          in: 'パスワードでログインするときも、コードは求められません。', code: 'パスワードでログインするときは、コードを求められます。', 'set-up': 'パスワードでログインするときは、その場で設定します。',
          token: 'パスワードでは、非常用OTPトークンがある場合だけログインできます。', 'locked-out': 'パスワードではログインできません。',
        },
      },
      by: { administrator: '管理者', import: 'インポート' },
    },
    plan: {
      turnOn: '保存すると、{name} さんは次回ログイン時にコードを設定します。ログアウトはされません。',
      turnOnRegistered: '保存すると、{name} さんはログインのたびにコードを求められます。ログアウトはされません。',
      signOutNow: '今すぐログアウトさせる',
      turnOff: '保存すると、ほかのルールで必要な場合を除いて {name} さんの認証手段が削除され、すべての端末からログアウトします。',
      reset: 'オフにしてからオンに戻すと、リセットになります。保存すると、{name} さんの認証手段はすべて削除され、すべての端末からログアウトします。{afterwards}',
      turnOnResets: '以前オンだったため、オンにするとリセットになります。保存すると、{name} さんの認証手段はすべて削除され、すべての端末からログアウトします。{afterwards}',
      noReset: 'リセットせず、オンのままにする',
    },
    wait: { text: '誤ったコードが続いたため、{date} まで {name} さんのコードは受け付けられません。', lift: '待ち時間を解除' },
    field: {
      givenName: '名', familyName: '姓', email: 'メールアドレス', username: 'ユーザー名', sortName: 'ふりがな',
      sortNameHelp: '氏名の読み方です。並べ替えにも使います。', department: '部署',
      language: '言語', languageHelp: 'メールと画面の言語です。', noLanguage: 'ブラウザーに合わせる', enabled: '有効', enabledHelp: '無効なアカウントではログインできません。',
    },
    add: {
      title: 'ユーザーを追加', save: '追加', sendMail: '設定メールを今すぐ送信',
      sendMailHelp: '届いたメールから、コードの設定とパスワードの設定を行います。', needsAddress: 'メールアドレスが必要です。',
      noMailServer: 'このレルムにはメールサーバーがまだ設定されていません。',
    },
    edit: { title: 'ユーザーの編集', profile: 'プロフィール' },
    conflict: { title: 'ほかの人がこのユーザーを先に保存しました。', box: '「OTP設定」が変更されたため、こちらでの変更を元に戻しました。' },
    reset: {
      title: '{name} さんの OTP をリセットしますか?', button: 'OTP をリセット',
      removes: '認証手段{count}件とバックアップコードをすべて削除し、{name} さんをすべての端末からログアウトさせます。',
      everything: '認証手段とバックアップコードをすべて削除し、{name} さんをすべての端末からログアウトさせます。',
      reference: '受付番号 {reference} を表示している画面だけが次に進みます。番号を読み上げてもらってください。',
      instead: 'スマートフォンを忘れただけの場合は、リセットせずに非常用OTPトークンを渡してください。',
      reason: '{name} さん本人であることを、どのように確認しましたか?', reasonHelp: '例: 名簿の番号に折り返し電話した。監査ログに記録されます。',
      done: '{name} さんの OTP をリセットしました。{afterwards}',
    },
    afterReset: {
      'set-up': '次回ログイン時に設定し直します。',
      'confirm-mail': '次回ログイン時に、登録済みのアドレスに届くコードを入力してから設定し直します。',
      'emergency-token': '再びログインするには、管理者が渡す非常用OTPトークンが必要です({name} さん)。',
      'set-up-mail': '新しい設定メールが {name} さんに送信されます。',
      help: 'その後、{name} さんは管理者の助けなしにはログインできません。',
    },
    roles: {
      title: 'ロール', none: 'ロールはありません。', pick: 'ロールを選択', give: '付与', withdraw: 'ロール「{role}」を外す', via: '{groups} から継承',
    },
    groups: { title: 'グループ', none: 'どのグループにも入っていません。', pick: 'グループを選択', put: '追加', leave: 'グループ「{group}」から外す' },
  },
  authenticators: {
    none: '何も設定されていません。', lastUsed: '最終使用', neverUsed: '未使用',
    removeNamed: '「{name}」を削除', removeText: 'このコードはすぐに使えなくなります。ご本人にはメールで知らせます。',
    kind: { totp: '認証アプリ', 'emailed-code': 'メールのコード', push: 'プッシュ', passkey: 'パスキー' },
    boundBy: {
      'first-proof': 'ログイン時に設定', mailbox: 'メールのリンクで設定', 'emergency-token': '非常用OTPトークンで設定',
      administrator: '管理者が設定', authenticator: '別の認証手段で設定', import: 'インポート',
    },
    state: { unproved: '未確認です。最初の使用で確認されます', suspended: '停止中のため使えません' },
  },
  emergency: {
    title: '非常用OTPトークン', left: '残りはありません。 | 残り{count}個 | 残り{count}個', none: '発行されていません。', leftOf: '残り0個({initial}個中) | 残り{count}個({initial}個中) | 残り{count}個({initial}個中)',
    by: '発行: {name}', until: '有効期限:',
    last: '最後の1個です。',
    handOut: '1個発行する', issue: '発行する', topUp: '{initial}個まで補充', revoke: '取り消す', revokeAll: 'すべて取り消す', more: '{count}個をすべて表示',
    notMyself: 'ご自分のトークンは発行も表示もできません。別の管理者に依頼してください。',
    windowTitle: '{name} さんの非常用OTPトークン', text: '通常のコードの代わりに、一度だけログインに使えます(パスワードは必要です)。{name} さんにはメールで知らせます。',
    once: '今すぐ {name} さんに伝えてください。表示されるのはこの一度だけです。空白やハイフン、大文字・小文字の違いは問いません。',
    given: '今すぐ {name} さんに伝えるか、必要になったときに一覧からコピーしてください。空白やハイフン、大文字・小文字の違いは問いません。',
    works: '一度だけ使えます。有効期限:', worksOn: '取り消すまで、一度だけ使えます。',
    count: '個数', countWrong: '1から50までの整数で入力してください。', own: '値の指定', ownHelp: '8文字以上、うち4種類以上の文字。空欄にすると自動で作成します。',
    life: '有効期間', lives: { '24': '1日', '168': '1週間', '720': '30日', forever: '使うまで' },
    topUpTitle: '{name} さんの非常用OTPトークンを補充しますか?', topUpText: '{initial}個になるように、足りない分を発行します。{name} さんにはメールで知らせます。', why: '理由', whyHelp: '例: 長期出張のため。監査ログに残ります。', whyMissing: '理由を入力してください。',
    toppedUp: '足りないトークンはありませんでした。 | 1個発行しました。一覧にあります。 | {count}個発行しました。一覧にあります。',
    token: '非常用OTPトークン', copyNamed: 'トークン {masked} をコピー', revokeNamed: 'トークン {masked} を取り消す',
    copyTitle: '{name} さんの非常用OTPトークンをコピー', copyText: '値を表示したことは監査ログに残り、{name} さんにメールで知らせます。トークンは引き続き使えます。', copy: 'コピー',
    copiedText: 'クリップボードにコピーしました。貼り付けたあとは、別のものをコピーしてください。', byHand: 'クリップボードにコピーできませんでした。手動でコピーしてください。',
    revokeTitle: '{name} さんの非常用OTPトークンを取り消しますか?', revokeText: '残っているトークンはすべて使えなくなります。{name} さんにはメールで知らせます。',
    revokeOneTitle: '非常用OTPトークン {masked} を取り消しますか?', revokeOneText: 'このトークンは使えなくなります。{name} さんにはメールで知らせます。',
  },
  sessions: {
    title: 'セッション', none: 'ログイン中の端末はありません。', unknownBrowser: '不明なブラウザー', since: '開始', lastUsed: '最終使用', end: '終了', through: '{provider} からログイン',
    endAll: 'すべて終了', endAllTitle: '{name} さんをすべての端末からログアウトさせますか?', endAllText: 'すべてのセッションとトークンがただちに終了します。設定済みのコードはそのまま使えます。',
  },
  setupMail: {
    title: '設定メール', send: '設定メールを送信', again: '新しいメールを送信', done: '送信しています。以前のリンクは使えなくなりました。', noAddress: '送信先のメールアドレスがありません。',
    state: {
      none: 'まだ送信していません。', waiting: '{date} から {to} への送信を待っています。', sent: '{date} に {to} へ送信しました。リンクの有効期限は {until} です。',
      refused: '{date} に {to} への送信をメールサーバーが拒否しました。', used: '{to} に送信したリンクは使用済みです。',
      expired: '{to} に送信したリンクは {until} に期限が切れました。', void: '{to} に送信したリンクは無効になりました。新しいものが作成されたか、管理者ロールが付与されたためです。',
    },
  },
  activity: {
    by: '実行: {name}',
    title: '最近のアクティビティ', none: 'まだありません。',
    type: {
      sign_in_succeeded: 'ログイン', sign_in_stepped_up: 'コードで本人確認', sign_in_refused: 'ログインを拒否',
      password_accepted: 'パスワードを確認', code_accepted: 'コードを確認', code_refused: 'コードを拒否', mail_code_sent: 'コードをメールで送信', codes_closed: '1日以上、コードの受け付けを停止',
      authenticator_suspended: '認証手段を停止', authenticator_tested: 'コードを試した', reset_requested: 'リセットを依頼', emergency_used: '非常用OTPトークンを使用',
      consent_given: 'アプリケーションにアクセスを許可', consent_refused: 'アプリケーションへのアクセスを拒否',
      upstream_administrator_kept: 'ID プロバイダーの回答にかかわらず、最後のグローバル管理者の権限を維持', upstream_accepted: 'ID プロバイダーを確認', upstream_refused: 'ID プロバイダーを拒否', identity_linked: 'ID プロバイダーと連携', identity_unlinked: 'ID プロバイダーとの連携を解除',
      emergency_issued: '非常用OTPトークンを発行', emergency_revoked: '非常用OTPトークンを取り消し', emergency_revealed: '非常用OTPトークンを表示', session_ended: 'セッションを終了',
      authenticator_added: '認証手段を追加', authenticator_replaced: '認証手段を置き換え', authenticator_removed: '認証手段を削除',
      authenticator_address_fell: '管理者になったため、コードの送り先が無効に', authenticator_disowned: '「心当たりがない」により認証手段を削除', password_changed: 'パスワードを変更', setup_finished: 'アカウントの設定が完了', user_split: '共有アカウントを個人のアカウントに分割', user_created: 'ユーザーを追加',
      user_changed: 'ユーザーを変更', user_otp_turned_on: '「OTP設定」をオン', user_otp_turned_off: '「OTP設定」をオフ', user_otp_reset: 'OTP をリセット',
      user_setup_mail_sent: '設定メールを送信', user_setup_sheet_made: '設定用紙を印刷', user_wait_lifted: '待機を解除', reset_request_dismissed: 'リセット依頼を却下',
      role_granted: 'ロールを付与', role_withdrawn: 'ロールを取り消し', policy_group_assigned: 'アクセスポリシーグループを割り当て',
      policy_group_reverted: 'アクセスポリシーグループを自動的に元に戻した',
    },
    reason: {
      password: 'ユーザー名またはパスワードの誤り', wait: '試行回数が多いため待機中', wrong: 'コードの誤り', emergency_wrong: '非常用OTPトークンの誤り', emergency_used: '使用済みの非常用OTPトークン', emergency_expired: '期限切れまたは取り消し済みの非常用OTPトークン', replayed: '使用済みのコード', expired: '期限切れのコード',
      too_many_wrong_codes_in_a_row: '誤ったコードが続きすぎたため', not_set_up: '未設定', suspended: '停止中', too_weak: '設定済みの手段では不十分',
      line0_user_disabled: 'アカウントが無効', line0_client_disabled: 'アプリケーションが無効', line0_realm_disabled: 'レルムが無効',
      line0_upstream_disabled: 'ID プロバイダーが無効', line0_shared_account: '共有アカウントを拒否', line0_acr_unreachable: 'アプリケーションの要求を満たせない',
      line1_in_force: 'コードを要求: 強制ルールが適用中', line2_demand: 'コードを要求: アプリケーションが要求', line2_wish: 'コードを要求: アプリケーションが希望',
      line3_evidence: 'コード不要: ID プロバイダーが確認済み', line3_trusted: 'コード不要: ID プロバイダーを信頼', line3_two_factors: 'コード不要: すでに二要素でログイン',
      line4_on: 'コードを要求: 「OTP設定」がオン', line5_always: 'コードを要求: ポリシーグループで常に要求',
      line6_exempt: 'コード不要: ポリシーグループの除外条件に該当', line6_not_exempt: 'コードを要求: ポリシーグループの除外条件に該当せず',
      line6_no_circumstances: 'コードを要求: ここでは除外条件を適用できない', line7_never: 'コード不要: ポリシーグループで要求しない',
      line8_has_one: 'コードを要求: 設定済みのため', line9_otherwise: 'コード不要: 要求するルールなし',
    },
  },
  requests: {
    lead: 'コードを使えなくなり、リセットを依頼した人たちです。',
    reference: '受付番号', search: '電話で読み上げられた受付番号', stateLabel: '状態',
    state: { open: '未対応', answered: '対応済み', dismissed: '却下', expired: '期限切れ' },
    askedAt: '依頼', from: '依頼元', waitsUntil: '待機期限', answer: 'OTP をリセット…', dismiss: '却下',
    done: '{name} さんの OTP をリセットしました。', goesOn: '待機中の画面は自動で次に進みます。',
    notFound: { title: 'この受付番号の依頼はありません', text: 'もう一度番号を読み上げてもらってください。違う場合は、別の人が待っている可能性があります。' },
    noneOpen: { title: '待っている人はいません', text: '依頼が届くと、ここに自動で表示されます。' },
    none: { title: '該当する依頼はありません', text: 'この状態の依頼はありません。' },
    dismissTitle: 'この依頼を却下しますか?', dismissText: '{name} さんの OTP はリセットされません。待機中の画面は待機を終えます。',
  },
  auditWords, branding, coming, dashboard, enforcements, readiness, shared, simulator, people, bulk, policyGroups, policyConditions, policyHistory, policyUntil, helpDesk, upstreams, audit, clients, emailed, files, keys, realm, trace, userPage,
  fields: {
    missing: '入力してください。', 'not-an-address': 'メールアドレスの形式ではないようです。', refused: 'サーバーで受け付けられませんでした。',
    lookAgain: '確認が必要な項目があります。', 'too-big': '長すぎます。', 'too-small': '短すぎます。', 'invalid-format': '使えない文字が含まれています。',
    custom: '使えない文字が含まれています。', 'invalid-type': 'サーバーで受け付けられませんでした。',
  },
  problems: {
    network: { why: 'サーバーに接続できません。', fix: '内容は失われていません。ネットワークを確認して、もう一度お試しください。' },
    unexpected: { why: 'このページで問題が起きました。', fix: '再読み込みしてください。繰り返す場合は運用担当者に知らせてください。' },
    retryIn: '{seconds}秒後にもう一度お試しください。', retryInMinutes: '{minutes}分後にもう一度お試しください。', retryInHours: '{hours}時間後にもう一度お試しください。',
    request: {
      malformed: { why: 'リクエストを読み取れませんでした。', fix: 'ページを再読み込みしてください。' },
      invalid: { why: '正しくない項目があります。', fix: '修正して、もう一度お試しください。' },
      'too-large': { why: '一度に送る量が多すぎます。', fix: '量を減らしてください。' },
      'unsupported-media-type': { why: 'リクエストを読み取れませんでした。', fix: 'ページを再読み込みしてください。' },
      'unknown-operation': { why: 'サーバーがこの操作に対応していません。', fix: 'ページがサーバーより古い可能性があります。再読み込みしてください。' },
      'method-not-allowed': { why: 'サーバーがこの操作に対応していません。', fix: 'ページがサーバーより古い可能性があります。再読み込みしてください。' },
      'precondition-failed': { why: 'その間にほかの人が変更しました。', fix: '変更点を確認してから、もう一度保存してください。' },
      'too-many': { why: '短い時間に操作が集中しました。', fix: '少し待ってから、もう一度お試しください。' },
    },
    token: {
      missing: { why: 'ログインしていません。', fix: 'もう一度ログインしてください。' },
      invalid: { why: 'セッションが終了しました。', fix: 'もう一度ログインしてください。' },
      'insufficient-authentication': { why: 'この操作を行うには、あらためてコードの入力が必要です。', fix: 'もう一度操作して、本人確認をしてください。何も変更されていません。' },
    },
    permission: {
      missing: { why: 'お持ちのロールではこの操作を行えません。', fix: 'このレルムのグローバル管理者に依頼してください。' },
      'not-for-administrators': { why: 'この人は管理者ロールを持っています。', fix: 'このレルムのグローバル管理者に依頼してください。' },
      'grants-more-than-held': { why: 'ご自身が持っていない権限を渡すことになります。', fix: 'その権限を持つ人に依頼してください。' },
      'not-for-yourself': { why: 'ご自分のアカウントには行えません。', fix: 'このレルムの別の管理者に依頼してください。' },
      'only-on-the-host': { why: 'パスワードハッシュを取り込めるのはコマンドラインだけです。', fix: 'この列を外すか、サーバー上のコマンドラインで取り込んでください。' },
      'not-on-the-host': { why: 'コマンドラインでは非常用OTPトークンを表示できません。', fix: 'コンソールで表示するか、新しいトークンを発行してください。' },
      'last-administrator': {
        why: 'このレルムに、ログインできるグローバル管理者がいなくなります。', fix: 'ログインできる別の人をグローバル管理者にしてから、もう一度お試しください。',
      },
    },
    realm: { 'not-found': { why: 'このレルムはありません。', fix: 'アドレスのレルム名を確認してください。' } },
    user: {
      'not-found': { why: 'このユーザーはいません。', fix: '削除された可能性があります。一覧に戻ってください。' },
      'username-taken': { why: 'このユーザー名はすでに使われています。', fix: '別のユーザー名にしてください。' },
      'email-taken': { why: 'このメールアドレスは別のユーザーが使っています。', fix: '別のアドレスにするか、先にそのユーザーを変更してください。' },
      'no-email': { why: 'この人にはメールアドレスがありません。', fix: '先にアドレスを入力してください。' },
      disabled: { why: 'このアカウントは無効です。', fix: '先に有効にしてください。' },
    },
    role: {
      'not-found': { why: 'このロールはありません。', fix: '削除された可能性があります。' },
      'name-taken': { why: '同じ名前のロールがすでにあります。', fix: '別の名前にしてください。' },
      'named-by-rule': { why: 'このロールを持つ人を対象とする強制ルールがあります。', fix: '先に強制ルールからこのロールを外すか、ルールを終了してください。' },
      'built-in': { why: '組み込みのロールは変更できません。', fix: '独自のロールを作成してください。' },
    },
    group: {
      'not-found': { why: 'このグループはありません。', fix: '削除された可能性があります。' },
      'named-by-rule': { why: 'このグループを対象とする強制ルールがあります。', fix: '先に強制ルールからこのグループを外すか、ルールを終了してください。' },
      'name-taken': { why: '同じ名前のグループがすでにあります。', fix: '別の名前にしてください。' },
      'filled-by-upstream': { why: 'このグループには、ID プロバイダーが名前だけで人を入れています。このままでは、誰が管理者かを ID プロバイダーが決めることになります。', fix: 'ID プロバイダーに、このロール自体を付与するルールを追加してください。' },
    },
    logo: {
      'not-a-picture': { why: 'PNG、JPEG、WebP のいずれの画像でもないか、壊れているか、動く画像です。', fix: 'ロゴを PNG、JPEG、WebP のいずれかで書き出してください。SVG は使えません。' },
      'too-large': { why: 'ファイルが 150 kB を超えています。', fix: '小さくするか、圧縮率を上げて書き出してください。' },
      'wrong-size': { why: '幅か高さが 16 ピクセル未満、または 1,024 ピクセルを超えています。', fix: '縮小または拡大してください。256 ピクセルほどで十分です。' },
    },
    'policy-group': {
      'not-found': { why: 'このアクセスポリシーグループはありません。', fix: 'すでに削除された可能性があります。' },
      'name-taken': { why: '同じ名前のアクセスポリシーグループがすでにあります。', fix: '別の名前を指定してください。' },
      'no-kind': {
        why: 'このグループの人は誰もコードを使えなくなります。グループ、レルム、ほかのルールのすべてが認める認証手段が残りません。',
        fix: 'ほかのルールも認める認証手段を一つ以上選んでください。',
      },
      'no-conditions': { why: 'このグループには条件がありません。', fix: '条件を追加するか、「常に要求する」か「要求しない」を選んでください。' },
      'in-use': { why: 'このグループには人がいます。', fix: '先に移動先を指定してください。' },
      'named-by-rule': { why: 'このグループを対象とする強制ルールがあります。', fix: '先に強制ルールからこのグループを外してください。' },
      'for-new-users': { why: 'このグループは新しいユーザーの所属先になっています。', fix: '先にレルムの設定で、新しいユーザーの所属先を別のグループか「なし」に変えてください。' },
    },
    enforcement: {
      'not-found': { why: 'この強制ルールはありません。', fix: '下書きのまま削除された可能性があります。' },
      'name-taken': { why: '同じ名前の強制ルールがすでにあります。', fix: '別の名前を指定してください。' },
      'wrong-state': { why: '今の状態の強制ルールには、この操作はできません。', fix: 'ほかの管理者が告知、一時停止、または終了した可能性があります。ページを読み込み直してください。' },
      'no-such-time': { why: 'この時刻はこのタイムゾーンにはありません。時計が進められるためです。', fix: '少し前か後の時刻を指定してください。' },
      'time-twice': { why: 'この時刻はこのタイムゾーンに二度あります。時計が戻されるためです。', fix: 'どちらの時刻かを選んでください。' },
      'in-the-past': { why: 'この開始日時はすでに過ぎています。', fix: 'これから先の日時を指定するか、今すぐ開始してください。' },
      'register-by-late': { why: '準備をお願いする日時が、すでに過ぎているか、開始より後になっています。', fix: '今から開始までの日時を指定するか、空欄にしてください。' },
      'other-direction': { why: '延期では後の日時に、前倒しでは前の日時にしか動かせません。', fix: '現在の日時を確認してください。' },
      'no-time-for-reminders': { why: '開始が近すぎるため、その前にリマインダーを送れません。', fix: '開始を遅らせるか、リマインダーなしで開始してください。' },
      nobody: { why: 'この強制ルールの対象者が一人もいません。', fix: '人が属しているロール、グループ、部署、アクセスポリシーグループを指定してください。' },
      'no-kind': { why: 'この強制ルール、レルム、ほかのルールのすべてが認める認証手段が残りません。', fix: 'ほかのルールも認める認証手段を一つ以上選んでください。' },
      'mail-only': { why: 'メールで届くコードしか使えなくなりますが、このレルムからはメールが送信されません。', fix: 'ほかの認証手段も認めるか、先にレルムの設定でメールサーバーを登録してください。' },
      'not-ready-yourself': { why: 'あなた自身がこの強制ルールの対象ですが、認められる認証手段を登録していません。', fix: '先に自分のアカウントページで登録してください。このルールを定める人には、準備が済んでいることが必要です。' },
      'other-number': { why: 'ログインできなくなる人がいますが、その人数が確認されていないか、変わりました。', fix: '予測を見て対処するか、現在の人数を確認してください。' },
    },
    'reset-request': {
      'not-found': { why: 'この依頼はありません。', fix: 'ユーザーとともに削除された可能性があります。' },
      'already-closed': { why: 'この依頼はすでに対応済みか却下されています。', fix: 'まだ待っている場合は、新しく依頼してもらってください。' },
      expired: { why: 'この依頼を待っていた画面は期限が切れました。', fix: 'もう一度ログインして依頼してもらうか、「OTP をリセット」を使ってください。' },
      'other-reference': {
        why: 'この人の未対応の依頼の受付番号ではありません。', fix: 'もう一度番号を読み上げてもらってください。違う場合は、別の人が待っている可能性があります。',
      },
    },
    mail: {
      'not-configured': { why: 'このレルムにはメールサーバーがありません。', fix: '先にレルムの設定で入力する必要があります。' },
      'too-many': { why: 'この人へのメールが多すぎます。', fix: 'しばらく待ってから、もう一度お試しください。' },
    },
    bulk: {
      'other-number': { why: '入力された人数が、現在の対象人数と一致しません。', fix: 'その間に対象者が増減しました。もう一度人数を確認し、新しい数を入力してください。' },
      'not-confirmed': { why: 'この人の「OTP設定」は以前オンでした。再びオンにすると、その後に登録されたものが削除されます。', fix: '人数を確認して確定し、もう一度お試しください。' },
      'values-not-kept': { why: 'このレルムでは非常用OTPトークンの値を保存しないため、まとめて発行しても渡すことができません。', fix: '一人ずつ発行するか、レルムの設定で値を保存するようにしてください。' },
    },
    'emergency-token': {
      'not-found': { why: 'この非常用OTPトークンはもう使えません。', fix: '使用済み、取り消し済み、または期限切れです。新しいトークンを発行してください。' },
      'not-kept': { why: 'この非常用OTPトークンの値は保存されていません。', fix: '新しいトークンを発行すると、その値が表示されます。' }, 'too-simple': { why: '推測されやすい値です。', fix: '4種類以上の文字を使い、12345678 のような連続した並びや、12341234、11223344 のような繰り返しは避けてください。' }, 'too-short': { why: '値が短すぎます。', fix: '空白とハイフンを除いて8文字以上にしてください。' },
      'value-taken': { why: 'この値の非常用OTPトークンは、この人にすでに発行されています(使用済みを含む)。', fix: '別の値にするか、空欄にしてください。' },
      'too-many': { why: '使える非常用OTPトークンが50個を超えます。', fix: 'いくつか取り消してから、新しく発行してください。' },
    },
    attempt: { 'not-found': { why: 'このログインでコードを求めた(求めなかった)理由は記録されていません。', fix: '記録が始まる前のログインでは、表示されている理由のほかに分かることはありません。' } },
    session: { 'not-found': { why: 'このセッションはありません。', fix: 'すでに終了した可能性があります。' } },
    authenticator: {
      'not-found': { why: 'この認証手段はありません。', fix: 'すでに削除された可能性があります。' },
      'last-one': { why: 'この人にはコードが必要で、残っている認証手段はこれだけです。', fix: '「OTP をリセット」を使うと、これを削除して新しく設定してもらえます。' },
      'works-already': { why: 'この人には使える認証手段があります。', fix: '紛失した場合は、先に OTP をリセットしてください。それ以外の場合は、ご本人がアカウントページで追加します。' },
    },
    enrolment: {
      'not-found': { why: 'この設定は終了しています。', fix: '最初からやり直してください。QR コードは、表示した人だけが10分以内に一度だけ使えます。' },
      'not-accepted': { why: 'この人に適用されるルールでは、この認証手段は認められていません。', fix: 'ルールを変更するか、認められている手段をご本人に設定してもらってください。' },
      'changed': { why: '設定を始めた後に、この人の情報が変更されました。', fix: '変更内容を確認してから、最初からやり直してください。' },
      'wrong-code': { why: 'コードが正しくありません。', fix: '追加したばかりの項目のコードを入力してください。' },
      'too-many-codes': { why: 'この QR コードに対して、誤ったコードが続きました。', fix: '最初からやり直し、アプリの項目を削除して新しい QR コードを読み取ってください。' },
    },
    client: {
      'not-found': { why: 'このアプリケーションはありません。', fix: '削除された可能性があります。' },
      'id-taken': { why: 'この ID は別のアプリケーションが使っています。', fix: '別の ID にしてください。' },
      'built-in': { why: '組み込みのアプリケーションは変更できません。', fix: '独自のものを作成してください。' },
      'in-condition': { why: 'アクセスポリシーグループの条件に、このアプリケーションが指定されています。', fix: '先に、そのグループの条件から外してください。残したまま削除すると、条件がすべてに当てはまるか、どこにも当てはまらなくなります。' },
      'has-no-secret': { why: '公開アプリケーションにはシークレットがありません。', fix: 'シークレットを保持できる種類で作成してください。' },
    },
    upstream: {
      'not-found': { why: 'この ID プロバイダーはありません。', fix: '削除された可能性があります。' },
      'alias-taken': { why: 'この別名はほかの ID プロバイダーが使っています。', fix: '別の名前にしてください。' },
      disabled: { why: 'この ID プロバイダーは無効です。', fix: '先に有効にしてください。' },
      'discovery-failed': { why: 'このアドレスから ID プロバイダーの情報を読み取れませんでした。', fix: 'アドレスを確認して、もう一度お試しください。' },
      'is-only-first-step': { why: 'この ID プロバイダーは、全員にとって唯一の入口です。', fix: '無効化や削除の前に、レルムの入口を別のものにしてください。' },
      'no-way-in': { why: 'ID プロバイダーが停止したとき、パスワードでログインできるグローバル管理者がいません。', fix: '先にグローバル管理者の誰かにパスワードを設定してください。' },
      'test-not-found': { why: 'このテストは終了しています。', fix: '新しく始めてください。結果は10分間だけ残ります。' },
    },
    identity: {
      'not-found': { why: 'この人は、この ID プロバイダーと連携していません。', fix: 'すでに解除された可能性があります。' },
      taken: { why: 'このサブジェクトは別の人と連携しています。', fix: '先にその人の連携を解除するか、サブジェクトを訂正してください。' },
      'person-has-one': { why: 'この人は、この ID プロバイダーの別のサブジェクトと連携しています。', fix: '先にその連携を解除してください。' },
    },
    server: {
      unexpected: { why: 'サーバーで問題が起きました。', fix: 'もう一度お試しください。続く場合は運用担当者に知らせてください。' },
      unavailable: { why: 'サーバーが応答できません。', fix: '内容は失われていません。少し待ってから、もう一度お試しください。' },
    },
  },
}

export default ja
