import type { Words } from '../i18n.ts'

const coming: Words['coming'] = {
  from: '{from}から、ワンタイムコードが必要になります',
  until: '{until}までは、これまでどおりログインできます。',
  registerBy: 'ログインできなくなることを避けるため、{by}までに設定をお願いします。',
  help: '設定方法を見る',
  setUp: '今すぐ設定する',
  later: 'あとで',
  then: {
    'set-up': 'その後は、設定を済ませてからお進みいただきます。',
    'set-up-mail': 'その後は、メールでご本人を確認し、設定を済ませてからお進みいただきます。',
    'another-kind': 'その後は、現在お使いのコードだけではログインできません。',
    'token': 'その後は、非常用OTPトークンがないとログインできません。',
    'locked-out': 'その後は、コードがないとログインできません。',
    'shared': 'このアカウントは複数の方で共有されているため、その後はログインできなくなります。',
  },
}

export default coming
