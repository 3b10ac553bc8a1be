// An error of a type-stripped program keeps its line and column.
interface Point {
  readonly x: number;
}

function read(point: Point | undefined): number {
  return (point as Point).x;
}

setTimeout((): void => {
  read(undefined);
}, 1);
