from game.base import ActionConsumer


class Game(ActionConsumer):
    def group_name(self):
        return f"game-{self.scope['url_route']['kwargs']['pk']}"

    async def action_move(self, to):
        await self.broadcast("moved", to=to)
