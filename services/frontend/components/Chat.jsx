'use client';

import { useChat } from '@/lib/useChat';

import { ChatInput } from './ChatInput';
import { ChatLog } from './ChatLog';
import styles from './Chat.module.css';

const SUGGESTIONS = [
  'a Marathi-speaking villain in his fifties',
  'a young comic who can dance',
  'a Tamil lead who plays the violin',
];

export function Chat() {
  const { messages, waiting, send } = useChat();
  return (
    <section className={`panel ${styles.chat}`} aria-labelledby="chat-title">
      <h2 id="chat-title">Ask for a part</h2>
      <ChatLog messages={messages} waiting={waiting}>
        <Suggestions onPick={send} />
      </ChatLog>
      <ChatInput onSend={send} disabled={waiting} />
    </section>
  );
}

function Suggestions({ onPick }) {
  return (
    <div className={styles.start}>
      <p>Describe the part in your own words. The AI service looks through the talent and says why somebody fits.</p>
      <ul className={styles.suggestions} aria-label="Examples">
        {SUGGESTIONS.map((text) => (
          <li key={text}>
            <button type="button" className={styles.suggestion} onClick={() => onPick(text)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
