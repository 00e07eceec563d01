/** 18 characters, so that it passes P-1; everybody's in the demo, nobody's anywhere else. */
export const demoPassword = 'seven orange boats'
