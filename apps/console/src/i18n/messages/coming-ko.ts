import type { Words } from '../i18n.ts'

const coming: Words['coming'] = {
  from: '{from}부터 OTP 코드가 필요합니다',
  until: '{until}까지는 지금처럼 로그인할 수 있습니다.',
  registerBy: '로그인하지 못하는 일이 없도록 {by}까지 설정해 주세요.',
  help: '설정 방법 보기',
  setUp: '지금 설정하기', askFor: '혼자서는 설정할 수 없습니다. 비상용 OTP 토큰을 받거나 담당자와 함께 설정해 달라고 요청해 주세요. 문의: {contact}',
  later: '나중에',
  then: {
    'set-up': '그 이후에는 설정을 마쳐야 계속할 수 있습니다.',
    'set-up-mail': '그 이후에는 메일로 본인을 확인하고 설정을 마쳐야 계속할 수 있습니다.',
    'another-kind': '그 이후에는 지금 쓰는 코드만으로는 로그인할 수 없습니다.',
    'token': '그 이후에는 비상용 OTP 토큰이 있어야만 로그인할 수 있습니다.',
    'locked-out': '그 이후에는 코드 없이 로그인할 수 없습니다.',
    'shared': '여러 사람이 함께 쓰는 계정이므로 그 이후에는 로그인할 수 없습니다.',
  },
}

export default coming
