import styles from './Header.module.css';

export function Header({ stack }) {
  return (
    <header className={styles.header}>
      <img className={styles.mark} src="/icon.svg" alt="" width="36" height="36" />
      <div>
        <h1 className={styles.name}>CastMatch</h1>
        <p className={styles.claim}>Who fits the part?</p>
      </div>
      <p className={styles.stack}>
        <span className={styles.label}>stack</span> <strong data-testid="stack-name">{stack}</strong>
      </p>
    </header>
  );
}
