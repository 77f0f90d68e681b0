/* Between the room and the stream: what the room asks of it, in the room's words. */
