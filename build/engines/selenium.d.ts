// Its types know the folder by a name that Node's own modules cannot import.
declare module 'selenium-webdriver/remote/index.js' {
  export * from 'selenium-webdriver/remote';
}
