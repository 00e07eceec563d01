import type { Words } from '../i18n.ts'

const clients: Words['clients'] = {
  title: 'アプリケーション', lead: 'ここのアカウントを使ってログインするアプリケーションです。', search: '名前またはクライアント ID', on: 'オン', off: 'オフ', builtIn: '組み込み', twoSecrets: 'シークレット2つ',
  builtInHelp: 'このアプリケーションは Tegata 自身のもので、変更できません。', conflict: 'ほかの人がこのアプリケーションを保存しました。',
  column: { name: '名前', kind: '種類', state: '状態' },
  none: { title: 'アプリケーションはありません', text: '一致するものがありません。追加するか、別の名前で探してください。' },
  kind: { web: 'Web アプリケーション', 'single-page': 'シングルページアプリケーション', native: 'モバイル・デスクトップアプリ', service: 'サービス' },
  kindHelp: {
    web: 'サーバーで動き、シークレットを保持できます。', 'single-page': 'ブラウザーだけで動きます。シークレットはありません。', native: 'スマートフォンやパソコンにインストールします。シークレットはありません。',
    service: '人が操作しないプログラムです。自身のシークレットでログインします。',
  },
  add: { title: 'アプリケーションを追加', what: 'どのようなものですか?', save: 'アプリケーションを追加', done: '{name} を追加しました', goOn: '設定方法へ進む' },
  section: { about: '基本', addresses: 'アドレス', demand: 'コード' },
  field: {
    name: '名前', clientId: 'クライアント ID', enabled: '有効', redirectUris: 'リダイレクト先', postLogoutRedirectUris: 'ログアウト後のアドレス',
    backchannelLogoutUri: 'バックチャネルログアウトのアドレス', firstParty: '自社のアプリケーション', minimumAcr: 'アプリケーションがコードを要求', apiAccess: 'API を使用できる',
  },
  help: {
    name: 'ログイン画面に表示されます。', clientId: 'アプリケーションの設定に書きます。あとから変わることはありません。',
    enabled: '無効にすると、誰もログインできず、トークンも無効になります。', redirectUris: 'ログイン後に戻る先を1行に1つ書きます。末尾にはワイルドカードを使えます: https://app.example/*',
    postLogoutRedirectUris: '1行に1つ書きます。', backchannelLogoutUri: 'ここでセッションが終わると通知されます。', firstParty: 'プロフィールの参照を許可するかどうかを尋ねません。',
    apiAccess: 'そのトークンで、本人またはサービスのロールが許す範囲で、このレルムの API を使えます。',
  },
  demand: { none: 'このレルムのルールで必要な場合だけ', one: 'このレルムのルールで必要な場合だけ(acr 1)', code: '毎回のログインで要求(種類は問わない)', app: '毎回のログインで要求(認証アプリ以上)', passkey: '毎回のログインで要求(パスキー)' },
  demandHelp: {
    none: 'レルムのルールに従います。', one: 'レルムのルールに従います。', code: 'メールのコードや非常用OTPトークンも認めます。', app: 'メールのコードや非常用OTPトークンでは足りません。',
    passkey: 'ほかの手段では足りません。',
  },
  fault: {
    line: '{line}行目: {fault}', 'too-many': 'アドレスは100個までです。', 'not-a-url': 'Web アドレス(https://…)ではありません。',
    address: {
      characters: '空白、バックスラッシュ、制御文字は使えません。', fragment: 'フラグメント(シャープ記号以降)は使えません。', tricks: '../ のようなパスは使えません。',
      relative: '完全なアドレスを入力してください。', 'user-name': 'ユーザー名は含められません。', unsafe: '安全でないスキームです。', 'not-https': 'このコンピューター以外では https が必要です。',
      'no-dot': 'com.example.app: のように、点を含むスキームが必要です。', wildcard: 'ワイルドカードは、パスの末尾に1つだけ使えます: /*',
    },
  },
  setup: {
    title: '設定方法', library: 'ライブラリ', other: 'そのほか: アドレス一覧', secret: 'シークレットはソースコードではなく、アプリケーションの環境変数に入れてください。',
    address: {
      issuer: '発行者(Issuer)', discovery: 'ディスカバリー文書', authorization: '認可エンドポイント', token: 'トークンエンドポイント', userinfo: 'ユーザー情報エンドポイント', keys: '鍵(JWKS)', signOut: 'ログアウトエンドポイント',
    },
  },
  secret: {
    label: 'クライアントシークレット', kept: 'ここにはハッシュ値だけを保存しています。シークレットは誰も読み出せません。', once: '今コピーしてください。表示されるのは一度だけです。', onceHelp: 'アプリケーションがシークレットを保管する場所に入れてください。',
    renew: '新しいシークレット', text: '新しいシークレットを作り、一度だけ表示します。', question: '古いシークレットをいつまで併用しますか?', make: '新しいシークレットを作成', seen: 'コピーしました',
    overlap: { 0: '併用しない', 1: '1時間', 24: '1日', 168: '1週間' }, overlapNone: 'ほかの人に知られた場合に選びます。新しいものを入れるまで、アプリケーションは動きません。',
    third: '古いシークレットがまだ残っています。それはすぐに終了し、現在のものと新しいものだけが有効になります。',
    old: '2つのシークレットが有効です。古いものが自動的に終了する日時:', endOld: '古いものを今すぐ終了', endTitle: '古いシークレットを今すぐ終了しますか?', endText: 'まだ使っているアプリケーションは、すぐに動かなくなります。',
  },
  delete: {
    section: '削除', button: 'アプリケーションを削除', title: '{name} を削除しますか?',
    text: '誰もログインできなくなります。トークン、ロール、ユーザーが与えた許可も一緒に消え、元に戻せません。', instead: '一時的に止めるには、削除せずに無効にしてください。',
    type: '続けるには {id} と入力してください', mismatch: 'クライアント ID と一致しません。',
  },
}
export default clients
