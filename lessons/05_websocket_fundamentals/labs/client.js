const path = "/ws/chat/user/john@example.com/";
const hello = JSON.stringify({ type: "message", text: "Hello" });

function connect() {
  const socket = new WebSocket(`ws://${location.host}${path}`);
  socket.onopen = () => socket.send(hello);
  socket.onmessage = (event) => console.log(JSON.parse(event.data));
  socket.onerror = () => console.log("failed");  // onclose follows, and knows more
  socket.onclose = (event) => {
    console.log("closed", event.code, event.reason, event.wasClean);
    if (event.code === 1000 || event.code >= 4000) return;
    setTimeout(connect, 1000 + 4000 * Math.random());
  };
}
connect();
